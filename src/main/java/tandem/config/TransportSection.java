package tandem.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.proxy.TransportSettings;
import tandem.proxy.UpstreamHttp2Settings;
import tandem.route.ProxyAnnouncement;

/// The keys of a pool that say what the connections to its backends are like.
///
/// @param settings all of them
/// @param tls      the sections that name files: the pool's, and that of its checks
record TransportSection(Value<TransportSettings> settings, List<BackendTlsSection> tls) {
    private static final ChoiceFormat<Optional<ProxyAnnouncement>> ANNOUNCEMENT = new ChoiceFormat<>(announcements());
    private static final ChoiceFormat<Version> VERSION = new ChoiceFormat<>(versions());
    private static final Format<Duration> PING_TIMEOUT =
            DurationFormat.between(Duration.ofMillis(100), Duration.ofHours(1));

    /// Of HTTP, to backends.
    private enum Version {
        HTTP_1_1,
        HTTP_2
    }

    /// @param pool  an item of `pools`
    /// @param check what was read of its checks
    static TransportSection read(Section pool, ProbeSection check) {
        var announcement = pool.optional("proxy-protocol", ANNOUNCEMENT, Optional.empty());
        var tls = pool.section("tls", BackendTlsSection::read);
        check.tls()
                .filter(_ -> check.isPlain(tls.isPresent()))
                .ifPresent(own -> pool.problem(
                        own.settings().spot(),
                        "belongs to a check of kind https or tls, or of kind http where the pool has tls"));
        var http2 = http2(pool);
        if (http2.is(Optional::isPresent) && announcement.is(Optional::isPresent))
            pool.problem(
                    pool.spotOf("proxy-protocol"),
                    "excludes http: 2, whose connections carry the requests of many clients; expected off");
        var settings = pool.make(() -> {
            var requests = new TransportSettings(
                    announcement.get(), tls.map(section -> section.settings().get()), http2.get(), Optional.empty());
            var checks = check.transport(requests);
            return new TransportSettings(
                    requests.announcement(),
                    requests.tls(),
                    requests.http2(),
                    checks.equals(requests) ? Optional.empty() : Optional.of(checks));
        });
        return new TransportSection(
                settings, Stream.of(tls, check.tls()).flatMap(Optional::stream).toList());
    }

    private static Value<Optional<UpstreamHttp2Settings>> http2(Section pool) {
        var version = pool.optional("http", VERSION, Version.HTTP_1_1);
        var more = pool.section("http2", TransportSection::more);
        if (pool.has("http2") && version.is(asked -> asked == Version.HTTP_1_1))
            pool.problem(pool.spotOf("http2"), "belongs to a pool with http: 2");
        return pool.make(() -> version.get() == Version.HTTP_2 ? Optional.of(more.get()) : Optional.empty());
    }

    private static Value<UpstreamHttp2Settings> more(Section s) {
        var standard = UpstreamHttp2Settings.DEFAULT;
        var streams =
                s.optional("streams", new IntegerFormat(1, UpstreamHttp2Settings.MOST_STREAMS), standard.streams());
        var ping = s.optional("ping", new TryTimeoutFormat(), standard.ping());
        var timeout = s.optional("ping-timeout", PING_TIMEOUT, standard.pingTimeout());
        return s.make(() -> new UpstreamHttp2Settings(streams.get(), ping.get(), timeout.get()));
    }

    private static Map<String, Version> versions() {
        var words = new LinkedHashMap<String, Version>();
        words.put("1.1", Version.HTTP_1_1);
        words.put("2", Version.HTTP_2);
        return words;
    }

    private static Map<String, Optional<ProxyAnnouncement>> announcements() {
        var words = new LinkedHashMap<String, Optional<ProxyAnnouncement>>();
        words.put("off", Optional.empty());
        words.put("v1", Optional.of(ProxyAnnouncement.V1));
        words.put("v2", Optional.of(ProxyAnnouncement.V2));
        return words;
    }
}
