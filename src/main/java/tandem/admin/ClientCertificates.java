package tandem.admin;

import java.util.List;
import java.util.Optional;
import tandem.Pure;

/// Who is let in by a certificate, and as what.
///
/// @param demand  whether there has to be one. `client-certificates.demand`, default required
/// @param caFile  PEM file with the authorities whose certificates verify. `client-certificates.ca-file`
/// @param clients the first one that a certificate matches is who calls. `client-certificates.clients`
@Pure
public record ClientCertificates(Demand demand, String caFile, List<Client> clients) {
    /// More people than operate a cluster.
    public static final int MOST_CLIENTS = 1000;

    public ClientCertificates {
        clients = List.copyOf(clients);
    }

    /// Whether a certificate has to be shown.
    public enum Demand {
        /// One may be shown; who shows none needs a token.
        WANTED,
        /// A handshake without one that verifies fails.
        REQUIRED
    }

    /// Somebody who has a certificate.
    public record Client(Match match, Caller caller) {}

    /// By what a certificate is known.
    public sealed interface Match {

        /// By its whole subject.
        ///
        /// @param name the canonical form of [javax.security.auth.x500.X500Principal]
        record Subject(String name) implements Match {
            @Override
            public String toString() {
                return name;
            }
        }

        /// By one of its alternative names (RFC 5280, 4.2.1.6), an e-mail address, a DNS name, a URI or an IP address.
        record AlternativeName(String name) implements Match {
            @Override
            public String toString() {
                return name;
            }
        }
    }

    /// Whose certificate it is; empty when it is nobody's who is known here.
    ///
    /// @param subject in its canonical form
    /// @param names   alternative ones
    Optional<Caller> caller(String subject, List<String> names) {
        return clients.stream()
                .filter(client -> switch (client.match()) {
                    case Match.Subject(var name) -> name.equals(subject);
                    case Match.AlternativeName(var name) -> names.stream().anyMatch(name::equalsIgnoreCase);
                })
                .map(Client::caller)
                .findFirst();
    }
}
