package tandem.tracing;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// A request that has come, as far as a trace tells of it.
///
/// @param method of the request
/// @param target as the client sent it
/// @param scheme `http` or `https`
/// @param client literal address of the client
/// @param peer   whoever has connected, a trusted proxy perhaps
/// @param route  that takes it: a pattern of the configuration, so that there are few; null for none
/// @param fields the values of all fields of a name, in their order
@Pure
public record Asked(
        String method,
        String target,
        String scheme,
        String client,
        Peer peer,
        @Nullable String route,
        Function<String, List<String>> fields) {

    /// Whoever has connected.
    ///
    /// @param address literal
    /// @param trusted whether what it says of clients is believed
    @Pure
    public record Peer(String address, boolean trusted) {}
}
