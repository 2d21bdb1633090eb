package tandem.health;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// When a backend of a pool is taken out of balancing and put back.
///
/// The messages of what is not accepted are written for whoever wrote the configuration.
///
/// @param check the active check
/// @param eject the passive rule
/// @param minHealthy fewer healthy backends than this make a node unfit, 1 to 1000 and at most as many as
///                   the pool has. `min-healthy`, default 1
/// @param slowStart  how long a backend that has come back, or was added while running, takes to carry its whole
///                   share, 0 s to 1 h. `slow-start`, default 10 s
/// @param panicPercent when fewer than this part of a pool's backends are in, all are used, since it is rather the
///                     checks or the network that fail; 0 to 100, 0 for never. `panic`, default 0 %
/// @param agent        what each backend is asked beside its check; empty for nothing. `agent`
/// @param failing      statuses of answers to real requests that count as failures, 400 to 599.
///                     `eject.on-status`, default none
public record HealthSettings(
        Check check,
        Eject eject,
        int minHealthy,
        Duration slowStart,
        int panicPercent,
        Optional<AgentSettings> agent,
        Set<Integer> failing) {
    public static final Duration SLOW_START = Duration.ofSeconds(10);

    public HealthSettings {
        Required.number("min-healthy", minHealthy, 1, 1000);
        Required.duration("slow-start", slowStart, Duration.ZERO, Duration.ofHours(1));
        Required.number("panic", panicPercent, 0, 100);
        failing = Set.copyOf(failing);
        for (int status : failing) Required.number("eject.on-status", status, 400, 599);
    }

    /// For which an answer is an answer, whatever its status.
    public HealthSettings(
            Check check,
            Eject eject,
            int minHealthy,
            Duration slowStart,
            int panicPercent,
            Optional<AgentSettings> agent) {
        this(check, eject, minHealthy, slowStart, panicPercent, agent, Set.of());
    }

    /// Without an agent.
    public HealthSettings(Check check, Eject eject, int minHealthy, Duration slowStart, int panicPercent) {
        this(check, eject, minHealthy, slowStart, panicPercent, Optional.empty());
    }

    /// The usual slow start, and no panic.
    public HealthSettings(Check check, Eject eject, int minHealthy) {
        this(check, eject, minHealthy, SLOW_START, 0);
    }

    /// One healthy backend is enough.
    public HealthSettings(Check check, Eject eject) {
        this(check, eject, 1);
    }

    /// What Tandem does by itself to know how a backend is.
    ///
    /// @param probe            what that is
    /// @param interval         from one check's start to the next one's, 10 ms to 1 h. `check.interval`,
    ///                         default 2 s
    /// @param intervalWhenDown the same while the backend is out or its newest check failed, 10 ms to `interval`.
    ///                         `check.interval-when-down`, default a quarter of `interval`, but at least 100 ms
    /// @param timeout          for the whole check; at most the interval. `check.timeout`, default 1 s
    /// @param rise             successes in a row that put a backend back in, 1 to 100. `check.rise`, default 2
    /// @param fall             failures in a row that take it out, 1 to 100. A backend's very first check decides
    ///                         alone. `check.fall`, default 3
    /// @param jitterPercent    by how much of itself an interval is longer at most, at random, 0 to 100.
    ///                         `check.jitter`, default 10 %
    public record Check(
            Probe probe,
            Duration interval,
            Duration intervalWhenDown,
            Duration timeout,
            int rise,
            int fall,
            int jitterPercent) {
        private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);
        private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
        private static final int MOST_IN_A_ROW = 100;
        private static final int USUAL_JITTER = 10;

        // After the limits, which its constructor looks at.
        public static final Check DEFAULT =
                new Check("/", Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 3, 200, 399);

        public Check {
            Required.duration("check.interval", interval, SHORTEST_INTERVAL, LONGEST_INTERVAL);
            Required.duration("check.interval-when-down", intervalWhenDown, SHORTEST_INTERVAL, interval);
            Required.duration("check.timeout", timeout, Duration.ofMillis(1), LONGEST_INTERVAL);
            Required.that(
                    timeout.compareTo(interval) <= 0,
                    "check.timeout is " + DurationText.of(timeout) + ", longer than check.interval ("
                            + DurationText.of(interval) + "): a check must end before the next one begins");
            Required.number("check.rise", rise, 1, MOST_IN_A_ROW);
            Required.number("check.fall", fall, 1, MOST_IN_A_ROW);
            Required.number("check.jitter", jitterPercent, 0, 100);
        }

        /// A GET, with the usual pace.
        public Check(
                String path, Duration interval, Duration timeout, int rise, int fall, int minStatus, int maxStatus) {
            this(
                    new Probe(
                            Optional.empty(),
                            Probe.Http.get(
                                    path, new Probe.Statuses(List.of(new Probe.Statuses.Range(minStatus, maxStatus))))),
                    interval,
                    usualWhenDown(interval),
                    timeout,
                    rise,
                    fall,
                    USUAL_JITTER);
        }

        /// A quarter, so that a backend comes back soon after it has recovered, and a dead one is found before many
        /// requests met it; but at least 100 ms, unless the interval itself is shorter.
        public static Duration usualWhenDown(Duration interval) {
            return CheckSchedule.whenDown(interval);
        }

        /// From one result to the next, at most: an interval with its jitter, and a check that takes all its time.
        Duration longestGap() {
            return interval.plus(interval.multipliedBy(jitterPercent).dividedBy(100))
                    .plus(timeout);
        }

        /// The target that a request is best made for; `/` where the check makes none.
        public String path() {
            return probe.how() instanceof Probe.Http http ? http.path() : "/";
        }
    }

    /// Real requests as evidence.
    ///
    /// @param failures     failures in a row, of real requests, that eject a backend, 1 to 1000. A failed connect
    ///                     counts like any other; an answer is none, unless its status is one of
    ///                     [HealthSettings#failing]. `eject.failures`, default 3
    /// @param duration     for how long at least, up to 1 h; after that the active check's `rise` readmits it. It
    ///                     doubles with each ejection that follows. `eject.duration`, default 5 s
    /// @param maxDuration  what it grows to at most, no less than the duration and up to 24 h. For each such time
    ///                     in balancing one ejection is forgotten. `eject.max-duration`, default 1 min
    /// @param ratioPercent part of the requests within the window that eject a backend when they fail, 1 to 100;
    ///                     0 for never. `eject.ratio`, default 50 %
    /// @param minRequests  with fewer in the window the ratio says nothing, 1 to 1000000. `eject.min-requests`,
    ///                     default 20
    /// @param window       over which the ratio counts, 1 s to 1 h. `eject.window`, default 10 s
    /// @param maxPercent   part of a pool's backends that may be out for requests to eject one more, 1 to 100; one
    ///                     may always, the last one never. `eject.max-ejected`, default 75 %
    /// @param slow         whether one that is slow beside the others is ejected
    public record Eject(
            int failures,
            Duration duration,
            Duration maxDuration,
            int ratioPercent,
            int minRequests,
            Duration window,
            int maxPercent,
            Slow slow) {
        private static final Duration LONGEST = Duration.ofHours(24);
        private static final Duration USUAL_MAX = Duration.ofMinutes(1);

        // After the limits, which its constructor looks at.
        public static final Eject DEFAULT = new Eject(3, Duration.ofSeconds(5));

        public Eject {
            Required.number("eject.failures", failures, 1, 1000);
            Required.duration("eject.duration", duration, Duration.ZERO, Duration.ofHours(1));
            Required.duration("eject.max-duration", maxDuration, duration, LONGEST);
            Required.number("eject.ratio", ratioPercent, 0, 100);
            Required.number("eject.min-requests", minRequests, 1, 1_000_000);
            Required.duration("eject.window", window, Duration.ofSeconds(1), Duration.ofHours(1));
            Required.number("eject.max-ejected", maxPercent, 1, 100);
        }

        /// None because it is slow.
        public Eject(
                int failures,
                Duration duration,
                Duration maxDuration,
                int ratioPercent,
                int minRequests,
                Duration window,
                int maxPercent) {
            this(failures, duration, maxDuration, ratioPercent, minRequests, window, maxPercent, Slow.NEVER);
        }

        /// With the usual ratio, and a time that grows as it usually does.
        public Eject(int failures, Duration duration) {
            this(
                    failures,
                    duration,
                    duration.compareTo(USUAL_MAX) > 0 ? duration : USUAL_MAX,
                    50,
                    20,
                    Duration.ofSeconds(10),
                    75);
        }
    }

    /// When a backend is so slow that it is ejected; the rules stand in [SlowOutliers].
    ///
    /// @param factor how many times as long as the others it takes, 2 to 1000; 0 for never. `eject.slow-factor`,
    ///               default never
    /// @param floor  what is quicker is not slow, 1 ms to 1 h. `eject.slow-floor`, default 100 ms
    public record Slow(int factor, Duration floor) {
        public static final Duration USUAL_FLOOR = Duration.ofMillis(100);
        public static final Slow NEVER = new Slow(0, USUAL_FLOOR);

        public Slow {
            if (factor != 0) Required.number("eject.slow-factor", factor, 2, 1000);
            Required.duration("eject.slow-floor", floor, Duration.ofMillis(1), Duration.ofHours(1));
        }
    }

    public static final HealthSettings DEFAULT = new HealthSettings(Check.DEFAULT, Eject.DEFAULT);
}
