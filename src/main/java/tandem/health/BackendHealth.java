package tandem.health;

import tandem.Pure;

/// What is known of one backend's health. Times are nanoseconds of one clock with an arbitrary origin; only
/// their differences mean anything.
@Pure
sealed interface BackendHealth {

    Standing standing();

    /// When it got into this standing.
    long since();

    /// Why it stands like that, for a person.
    String reason();

    /// Real requests failed in a row; none while it is out.
    Streak failedRequests();

    /// Checks failed in a row; none while it is out.
    Streak failedChecks();

    /// Whether it is worth a closer look: it is out, or its newest check failed.
    default boolean doubtful() {
        return !standing().eligible() || !failedChecks().isNone();
    }

    /// Not checked yet, and balanced to on trust.
    record Unverified(long since, Streak failedRequests) implements BackendHealth {
        @Override
        public Standing standing() {
            return Standing.UNVERIFIED;
        }

        @Override
        public String reason() {
            return "not checked yet";
        }

        @Override
        public Streak failedChecks() {
            return Streak.NONE;
        }
    }

    /// In balancing.
    record Healthy(long since, String reason, Streak failedChecks, Streak failedRequests) implements BackendHealth {
        @Override
        public Standing standing() {
            return Standing.HEALTHY;
        }

        Healthy withFailedChecks(Streak failed) {
            return new Healthy(since, reason, failed, failedRequests);
        }

        Healthy withFailedRequests(Streak failed) {
            return new Healthy(since, reason, failedChecks, failed);
        }
    }

    /// Out of balancing.
    ///
    /// @param cause        what took it out
    /// @param notBefore    no check readmits it earlier
    /// @param passedChecks in a row since
    record Out(Cause cause, long since, String reason, long notBefore, int passedChecks) implements BackendHealth {
        @Override
        public Standing standing() {
            return Standing.OUT;
        }

        Out withPassedChecks(int passed) {
            return new Out(cause, since, reason, notBefore, passed);
        }

        @Override
        public Streak failedChecks() {
            return Streak.NONE;
        }

        @Override
        public Streak failedRequests() {
            return Streak.NONE;
        }
    }

    /// What took a backend out.
    enum Cause {
        CHECKS,
        REQUESTS
    }
}
