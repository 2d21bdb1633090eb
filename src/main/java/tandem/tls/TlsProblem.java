package tandem.tls;

import tandem.Pure;

/// Something wrong with a file that TLS needs.
///
/// @param key     whose value is to blame, below the section `tls`: `certificates[1].key`
/// @param message what was found and what was expected, one line, with the file in it
/// @param fatal   whether it cannot be served; otherwise it can, but clients will not like it
@Pure
public record TlsProblem(String key, String message, boolean fatal) {

    /// The problem as one line.
    public String text() {
        return key + ": " + message;
    }
}
