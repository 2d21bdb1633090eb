package tandem.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.proxy.TransportSettings;
import tandem.route.ProxyAnnouncement;

/// The keys of a pool that say what the connections to its backends are like.
///
/// @param settings all of them
/// @param tls      the sections that name files: the pool's, and that of its checks
record TransportSection(Value<TransportSettings> settings, List<BackendTlsSection> tls) {
    private static final ChoiceFormat<Optional<ProxyAnnouncement>> ANNOUNCEMENT = new ChoiceFormat<>(announcements());

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
        var settings = pool.make(() -> {
            var requests = new TransportSettings(
                    announcement.get(), tls.map(section -> section.settings().get()), Optional.empty());
            var checks = check.transport(requests);
            return new TransportSettings(
                    requests.announcement(),
                    requests.tls(),
                    checks.equals(requests) ? Optional.empty() : Optional.of(checks));
        });
        return new TransportSection(
                settings, Stream.of(tls, check.tls()).flatMap(Optional::stream).toList());
    }

    private static Map<String, Optional<ProxyAnnouncement>> announcements() {
        var words = new LinkedHashMap<String, Optional<ProxyAnnouncement>>();
        words.put("off", Optional.empty());
        words.put("v1", Optional.of(ProxyAnnouncement.V1));
        words.put("v2", Optional.of(ProxyAnnouncement.V2));
        return words;
    }
}
