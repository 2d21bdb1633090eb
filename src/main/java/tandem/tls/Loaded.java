package tandem.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/// What came of reading the files of a listener, or of the connections to backends.
public sealed interface Loaded {
    /// What is to be said about them.
    List<TlsProblem> problems();

    /// They can be used.
    ///
    /// @param material what was in them
    /// @param problems none of them fatal
    record Usable(Material material, List<TlsProblem> problems) implements Loaded {
        public Usable {
            problems = List.copyOf(problems);
        }
    }

    /// They cannot.
    ///
    /// @param problems at least one is fatal
    record Unusable(List<TlsProblem> problems) implements Loaded {
        public Unusable {
            problems = List.copyOf(problems);
        }
    }

    /// Certificates with their keys, and whom the other side's certificates have to come from.
    final class Material {
        private final List<Credential> credentials;
        private final List<X509Certificate> authorities;
        private final String fingerprint;

        Material(List<Credential> credentials, List<X509Certificate> authorities, String fingerprint) {
            this.credentials = List.copyOf(credentials);
            this.authorities = List.copyOf(authorities);
            this.fingerprint = fingerprint;
        }

        List<Credential> credentials() {
            return credentials;
        }

        List<X509Certificate> authorities() {
            return authorities;
        }

        /// Equal for equal contents of all the files.
        String fingerprint() {
            return fingerprint;
        }
    }
}
