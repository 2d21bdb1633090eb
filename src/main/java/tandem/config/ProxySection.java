package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.fitness.SelfCheckSettings;
import tandem.http.HeadLimits;
import tandem.proxy.EdgeSettings.Identification;
import tandem.proxy.EdgeSettings.Identification.Fields;
import tandem.proxy.Http2Limits;
import tandem.proxy.ProxySettings;
import tandem.proxy.ProxySettings.Limits;
import tandem.proxy.ProxySettings.Listen;
import tandem.proxy.ProxySettings.Timeouts;

/// The section `proxy` as it was read.
///
/// @param listen     where nodes listen that say nothing else
/// @param pool       name of the pool, if the file names one
/// @param eventLoops number of them
/// @param trusted    blocks of trusted proxies
/// @param timeouts   how long to wait
/// @param limits     how much to take
/// @param selfCheck  requests to itself
/// @param identification what backends are told of the client
record ProxySection(
        Value<Endpoint> listen,
        Value<Optional<String>> pool,
        Value<Integer> eventLoops,
        Value<List<String>> trusted,
        Value<Timeouts> timeouts,
        Value<Limits> limits,
        Value<SelfCheckSettings> selfCheck,
        Value<Identification> identification) {
    static final EndpointFormat LISTEN = EndpointFormat.listener("0.0.0.0:80");

    private static final Endpoint DEFAULT_LISTEN = new Endpoint("0.0.0.0", 80);
    private static final int MOST_BLOCKS = 1000;
    private static final int KIB = 1024;
    private static final Format<Duration> WAIT = DurationFormat.between(Duration.ofMillis(1), Duration.ofDays(1));
    private static final Format<Duration> WHOLE_SECONDS = DurationFormat.wholeSeconds(1, 24 * 60 * 60);

    static ProxySection read(Section s) {
        return new ProxySection(
                s.optional("listen", LISTEN, DEFAULT_LISTEN),
                s.maybe("pool", TextFormat.NAME),
                s.optional(
                        "event-loops", eventLoopsFormat(), Runtime.getRuntime().availableProcessors()),
                s.values("trusted-proxies", MOST_BLOCKS, new BlockFormat()),
                timeouts(s),
                limits(s),
                s.section("self-check", SelfCheckSection::read),
                identification(s));
    }

    private static Value<Identification> identification(Section s) {
        var fields = s.optional("forwarded", ChoiceFormat.of(Fields.class), Identification.DEFAULT.fields());
        var id = s.optional("request-id", ChoiceFormat.truth(), Identification.DEFAULT.requestId());
        var from = s.values("proxy-protocol-from", MOST_BLOCKS, new BlockFormat());
        return s.make(() -> new Identification(fields.get(), id.get(), from.get()));
    }

    /// The settings of a node, once the whole file is known to be right.
    ProxySettings settings(Endpoint listen, String pool) {
        return new ProxySettings(
                new Listen(listen.host(), listen.port()),
                pool,
                eventLoops.get(),
                trusted.get(),
                timeouts.get(),
                limits.get());
    }

    private static Value<Timeouts> timeouts(Section s) {
        var connect = s.optional("connect-timeout", WAIT, Timeouts.DEFAULT.connect());
        var response = s.optional("response-timeout", WAIT, Timeouts.DEFAULT.response());
        var idle = s.optional("idle-timeout", WAIT, Timeouts.DEFAULT.idle());
        var header = s.optional("header-timeout", WAIT, as(idle, s.spotOf("header-timeout")));
        var body = s.optional("body-timeout", WAIT, as(idle, s.spotOf("body-timeout")));
        var backendIdle = s.optional("backend-idle-timeout", WHOLE_SECONDS, Timeouts.DEFAULT.backendIdle());
        return s.make(() ->
                new Timeouts(connect.get(), response.get(), header.get(), body.get(), idle.get(), backendIdle.get()));
    }

    private static <T> Value<T> as(Value<T> other, Spot at) {
        return new Value<>(at, other.content());
    }

    private static Value<Limits> limits(Section s) {
        var standard = Limits.DEFAULT;
        var connections =
                s.optional("connections-per-backend", new IntegerFormat(1, 65535), standard.connectionsPerBackend());
        var waiters = s.optional("waiters-per-backend", new IntegerFormat(0, 1_000_000), standard.waitersPerBackend());
        var attempts = s.optional("attempts", new IntegerFormat(1, 100), standard.attempts());
        var replay = s.optional("replay-bytes", new SizeFormat(0, 16 * KIB * KIB), standard.replayBytes());
        var heads = heads(s);
        var buffer = s.optional("buffer-bytes", new SizeFormat(16 * KIB, 16 * KIB * KIB), standard.bufferBytes());
        var http2 = s.section("http2", ProxySection::http2);
        var warm = s.optional("warm-connections", new IntegerFormat(0, 1000), standard.warmConnections());
        return s.make(() -> new Limits(
                connections.get(),
                waiters.get(),
                attempts.get(),
                replay.get(),
                heads.get(),
                buffer.get(),
                http2.get(),
                warm.get()));
    }

    private static Value<HeadLimits> heads(Section s) {
        var standard = HeadLimits.DEFAULT;
        var bytes = s.optional("header-bytes", new SizeFormat(KIB, KIB * KIB), standard.bytes());
        var fields = s.optional("header-fields", new IntegerFormat(10, 10_000), standard.fields());
        var line = s.optional("target-bytes", new SizeFormat(256, KIB * KIB), standard.line());
        return s.make(() -> new HeadLimits(bytes.get(), line.get(), fields.get()));
    }

    private static Value<Http2Limits> http2(Section s) {
        var standard = Http2Limits.DEFAULT;
        var streams = s.optional("streams", new IntegerFormat(1, 10_000), standard.streams());
        var resets = s.optional("resets", new IntegerFormat(1, 1_000_000), standard.resets());
        var window = s.optional("reset-window", DurationFormat.wholeSeconds(1, 3600), standard.resetWindow());
        var control = s.optional("control-frames", new IntegerFormat(1, 1_000_000), standard.controlFrames());
        var continuations = s.optional("continuations", new IntegerFormat(1, 10_000), standard.continuations());
        var empty = s.optional("empty-frames", new IntegerFormat(1, 10_000), standard.emptyFrames());
        var bytes = s.optional("window", new SizeFormat(64 * KIB, 256 * KIB * KIB), standard.window());
        return s.make(() -> new Http2Limits(
                streams.get(),
                resets.get(),
                window.get(),
                control.get(),
                continuations.get(),
                empty.get(),
                bytes.get()));
    }

    private static Format<Integer> eventLoopsFormat() {
        return new WordOr<>("auto", Runtime.getRuntime().availableProcessors(), new IntegerFormat(1, 256));
    }
}
