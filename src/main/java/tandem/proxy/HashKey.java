package tandem.proxy;

import java.util.Locale;
import tandem.Pure;

/// What a pool whose algorithm hashes keeps requests together by. In the configuration: `pools[].hash`. A request
/// without the field or the cookie is hashed by its client's address.
///
/// @param name of the field or the cookie; empty for the others
@Pure
public record HashKey(Kind kind, String name) {
    public static final HashKey DEFAULT = new HashKey(Kind.CLIENT_ADDRESS, "");

    public enum Kind {
        /// The address of the client's connection, or the one that a trusted proxy names: `client-address`.
        CLIENT_ADDRESS,
        /// The request target with its query: `uri`.
        URI,
        /// The value of a header field: `header NAME`.
        HEADER,
        /// The value of a cookie, whose name is case-sensitive: `cookie NAME`.
        COOKIE
    }

    public HashKey {
        boolean named = switch (kind) {
            case CLIENT_ADDRESS, URI -> false;
            case HEADER, COOKIE -> true;
        };
        if (named == name.isEmpty())
            throw new IllegalArgumentException("hash by " + kind + " with name '" + name + "'");
    }

    /// As the configuration writes it.
    public String text() {
        return switch (kind) {
            case CLIENT_ADDRESS -> "client-address";
            case URI -> "uri";
            case HEADER -> "header " + name.toLowerCase(Locale.ROOT);
            case COOKIE -> "cookie " + name;
        };
    }
}
