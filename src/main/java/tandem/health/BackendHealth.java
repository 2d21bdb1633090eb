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
    record Healthy(long since, String reason, Streak failedChecks, Streak failedRequests, Recovery recovery)
            implements BackendHealth {
        /// It has never been ejected.
        Healthy(long since, String reason, Streak failedChecks, Streak failedRequests) {
            this(since, reason, failedChecks, failedRequests, Recovery.NONE);
        }

        @Override
        public Standing standing() {
            return Standing.HEALTHY;
        }

        Healthy withFailedChecks(Streak failed) {
            return new Healthy(since, reason, failed, failedRequests, recovery);
        }

        Healthy withFailedRequests(Streak failed) {
            return new Healthy(since, reason, failedChecks, failed, recovery);
        }
    }

    /// Out of balancing, or not in it yet.
    ///
    /// @param cause        what took it out
    /// @param notBefore    no check readmits it earlier
    /// @param passedChecks in a row since
    /// @param ejections    how often in a row real requests have ejected it, this time included
    record Out(Cause cause, long since, String reason, long notBefore, int passedChecks, int ejections)
            implements BackendHealth {
        @Override
        public Standing standing() {
            return cause == Cause.NEW ? Standing.CHECKING : Standing.OUT;
        }

        Out withPassedChecks(int passed) {
            return new Out(cause, since, reason, notBefore, passed, ejections);
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

    /// Out of balancing on another node's word; the rules stand in [Hearsay].
    ///
    /// @param speaker   who has it out
    /// @param by        what took it out there
    /// @param why       as that node says
    /// @param notBefore no check readmits it earlier
    record Told(
            Word.Speaker speaker,
            HealthReport.By by,
            long since,
            String why,
            long notBefore,
            int passedChecks,
            int ejections)
            implements BackendHealth {
        @Override
        public Standing standing() {
            return Standing.OUT;
        }

        Told withPassedChecks(int passed) {
            return new Told(speaker, by, since, why, notBefore, passed, ejections);
        }

        /// How it comes back.
        Recovery recovery(boolean slowly) {
            return new Recovery(ejections, slowly);
        }

        @Override
        public String reason() {
            return speaker.node() + " has it out: " + why;
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
        REQUESTS,
        /// It said itself that it cannot serve, and has not taken that back.
        AGENT,
        /// Nothing did: it is new, and its checks have still to pass.
        NEW
    }
}
