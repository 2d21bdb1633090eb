package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.health.AgentSettings;
import tandem.health.HealthSettings;
import tandem.health.HealthSettings.Check;
import tandem.health.HealthSettings.Eject;

/// `check` and `eject` of a pool as they were read.
///
/// @param settings all of them
/// @param probe    what a check does
record HealthSection(Value<HealthSettings> settings, ProbeSection probe) {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Format<Duration> INTERVAL = DurationFormat.between(Duration.ofMillis(10), LONGEST);
    private static final Format<Duration> TIMEOUT = DurationFormat.between(Duration.ofMillis(1), LONGEST);
    private static final Format<Duration> EJECTION = DurationFormat.between(Duration.ZERO, LONGEST);
    private static final Format<Duration> LONGEST_EJECTION =
            DurationFormat.between(Duration.ZERO, Duration.ofHours(24));
    private static final Format<Duration> WINDOW = DurationFormat.between(Duration.ofSeconds(1), LONGEST);
    private static final TextFormat SENT =
            new TextFormat("a text", AgentSettings.LONGEST, c -> c > 0 && c < 127, c -> c > 0 && c < 127, "of ASCII");
    private static final Format<Integer> SLOW_FACTOR = new WordOr<>("off", 0, new IntegerFormat(2, 1000));
    private static final Format<Duration> SLOW_FLOOR = DurationFormat.between(Duration.ofMillis(1), LONGEST);
    private static final IntegerFormat CHECKS_IN_A_ROW = new IntegerFormat(1, 100);
    private static final IntegerFormat FAILURES_IN_A_ROW = new IntegerFormat(1, 1000);

    private static final IntegerFormat ERROR_STATUS = new IntegerFormat(400, 599);

    private record EjectRead(Value<Eject> settings, Value<List<Integer>> failing) {}

    private record CheckRead(Value<Check> settings, ProbeSection probe) {}

    static HealthSection read(Section pool) {
        var check = pool.section("check", HealthSection::check);
        var eject = pool.section("eject", HealthSection::eject);
        var least = pool.optional("min-healthy", new IntegerFormat(1, 1000), 1);
        var slowStart = pool.optional("slow-start", EJECTION, HealthSettings.SLOW_START);
        var panic = pool.optional("panic", new PercentFormat(0, 100), 0);
        var agent = pool.section("agent", HealthSection::agent);
        var settings = pool.make(() -> new HealthSettings(
                check.settings().get(),
                eject.settings().get(),
                least.get(),
                slowStart.get(),
                panic.get(),
                agent.get(),
                Set.copyOf(eject.failing().get())));
        return new HealthSection(settings, check.probe());
    }

    private static Value<Optional<AgentSettings>> agent(Section s) {
        var port = s.maybe("port", new IntegerFormat(1, EndpointFormat.MAX_PORT));
        var send = s.maybe("send", SENT);
        if (s.isWritten() && !s.has("port")) s.problem(s.spot(), "found no port; expected that of the agents");
        return s.make(() ->
                port.get().map(number -> new AgentSettings(number, send.get().orElse(""))));
    }

    /// A check is over when the next one of its kind begins.
    static void endsBeforeTheNext(Section s, Value<Duration> timeout, Value<Duration> interval) {
        timeout.ifPresent(limit -> interval.ifPresent(pause -> {
            if (limit.compareTo(pause) > 0)
                s.problem(
                        s.has("timeout") ? timeout.spot() : interval.spot(),
                        "timeout is %s and interval is %s; expected a timeout that ends before the next check begins"
                                .formatted(DurationFormat.text(limit), DurationFormat.text(pause)));
        }));
    }

    private static CheckRead check(Section s) {
        var standard = Check.DEFAULT;
        var probe = ProbeSection.read(s);
        var interval = s.optional("interval", INTERVAL, standard.interval());
        var whenDown = s.optional("interval-when-down", INTERVAL, whenDown(s, interval));
        whenDown.ifPresent(faster -> interval.ifPresent(usual -> {
            if (faster.compareTo(usual) > 0)
                s.problem(
                        whenDown.spot(),
                        "interval-when-down is %s and interval is %s; expected no more"
                                .formatted(DurationFormat.text(faster), DurationFormat.text(usual)));
        }));
        var timeout = s.optional("timeout", TIMEOUT, standard.timeout());
        endsBeforeTheNext(s, timeout, interval);
        var rise = s.optional("rise", CHECKS_IN_A_ROW, standard.rise());
        var fall = s.optional("fall", CHECKS_IN_A_ROW, standard.fall());
        var jitter = s.optional("jitter", new PercentFormat(0, 100), standard.jitterPercent());
        var settings = s.make(() -> new Check(
                probe.probe().get(),
                interval.get(),
                whenDown.get(),
                timeout.get(),
                rise.get(),
                fall.get(),
                jitter.get()));
        return new CheckRead(settings, probe);
    }

    private static Value<Duration> whenDown(Section s, Value<Duration> interval) {
        return new Value<>(s.spotOf("interval-when-down"), interval.content().map(Check::usualWhenDown));
    }

    /// Statuses that say that an answer is an error.
    static Value<List<Integer>> errors(Section s) {
        return s.values("on-status", ERROR_STATUS.most() - ERROR_STATUS.least() + 1, ERROR_STATUS);
    }

    private static EjectRead eject(Section s) {
        var standard = Eject.DEFAULT;
        var failures = s.optional("failures", FAILURES_IN_A_ROW, standard.failures());
        var duration = s.optional("duration", EJECTION, standard.duration());
        var maxDuration = s.optional("max-duration", LONGEST_EJECTION, longest(s, duration));
        duration.ifPresent(first -> maxDuration.ifPresent(most -> {
            if (most.compareTo(first) < 0)
                s.problem(
                        maxDuration.spot(),
                        "max-duration is %s and duration is %s; expected no less"
                                .formatted(DurationFormat.text(most), DurationFormat.text(first)));
        }));
        var ratio = s.optional("ratio", new PercentFormat(0, 100), standard.ratioPercent());
        var minRequests = s.optional("min-requests", new IntegerFormat(1, 1_000_000), standard.minRequests());
        var window = s.optional("window", WINDOW, standard.window());
        var maxEjected = s.optional("max-ejected", new PercentFormat(1, 100), standard.maxPercent());
        var slowFactor = s.optional("slow-factor", SLOW_FACTOR, 0);
        var slowFloor = s.optional("slow-floor", SLOW_FLOOR, HealthSettings.Slow.USUAL_FLOOR);
        var failing = errors(s);
        Value<Eject> settings = s.make(() -> new Eject(
                failures.get(),
                duration.get(),
                maxDuration.get(),
                ratio.get(),
                minRequests.get(),
                window.get(),
                maxEjected.get(),
                new HealthSettings.Slow(slowFactor.get(), slowFloor.get())));
        return new EjectRead(settings, failing);
    }

    /// A minute, unless one ejection is longer.
    private static Value<Duration> longest(Section s, Value<Duration> duration) {
        var usual = Eject.DEFAULT.maxDuration();
        var content = duration.content().map(first -> first.compareTo(usual) > 0 ? first : usual);
        return new Value<>(s.spotOf("max-duration"), content);
    }
}
