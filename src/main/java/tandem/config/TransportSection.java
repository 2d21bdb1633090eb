package tandem.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.proxy.TransportSettings;
import tandem.route.ProxyAnnouncement;

/// The keys of a pool that say what the connections to its backends are like.
final class TransportSection {
    private static final ChoiceFormat<Optional<ProxyAnnouncement>> ANNOUNCEMENT = new ChoiceFormat<>(announcements());

    private TransportSection() {}

    /// @param pool an item of `pools`
    static Value<TransportSettings> read(Section pool) {
        var announcement = pool.optional("proxy-protocol", ANNOUNCEMENT, Optional.empty());
        return pool.make(() -> new TransportSettings(announcement.get()));
    }

    private static Map<String, Optional<ProxyAnnouncement>> announcements() {
        var words = new LinkedHashMap<String, Optional<ProxyAnnouncement>>();
        words.put("off", Optional.empty());
        words.put("v1", Optional.of(ProxyAnnouncement.V1));
        words.put("v2", Optional.of(ProxyAnnouncement.V2));
        return words;
    }
}
