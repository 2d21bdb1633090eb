package tandem.tls;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tandem.Pure;

/// Which certificate a client gets that names a server (RFC 6066 §3): that with the exact name, else that
/// with the wildcard for it, else the first of all.
///
/// A wildcard stands for one label, the leftmost, as it does to clients (RFC 9525 §6.3). Where several
/// certificates have the same name, the first of them gets it.
@Pure
final class CertificateNames {
    private final Map<String, Integer> exact = new HashMap<>();
    private final Map<String, Integer> wildcard = new HashMap<>();

    /// @param names those of each certificate, in order
    CertificateNames(List<List<String>> names) {
        for (int certificate = 0; certificate < names.size(); certificate++) {
            for (String name : names.get(certificate)) {
                var lower = name.toLowerCase(Locale.ROOT);
                if (lower.startsWith("*.")) wildcard.putIfAbsent(lower.substring(2), certificate);
                else exact.putIfAbsent(lower, certificate);
            }
        }
    }

    /// The place of the certificate for a client.
    ///
    /// @param server what the client calls the server; empty when it does not say
    int certificateFor(Optional<String> server) {
        if (server.isEmpty()) return 0;
        var name = server.get().toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) name = name.substring(0, name.length() - 1);
        var found = exact.get(name);
        if (found != null) return found;
        int dot = name.indexOf('.');
        return dot < 0 ? 0 : wildcard.getOrDefault(name.substring(dot + 1), 0);
    }

    /// Whether the names that a certificate has cover a name that it is to be served for.
    static boolean cover(List<String> own, String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        var asWildcard = dot < 0 ? lower : "*" + lower.substring(dot);
        return own.stream().map(n -> n.toLowerCase(Locale.ROOT)).anyMatch(n -> n.equals(lower) || n.equals(asWildcard));
    }
}
