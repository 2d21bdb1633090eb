package tandem.config;

import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import tandem.admin.Caller;
import tandem.admin.ClientCertificates;
import tandem.admin.ClientCertificates.Client;
import tandem.admin.ClientCertificates.Demand;
import tandem.admin.ClientCertificates.Match;

/// The section `client-certificates` of the admin listener's TLS.
final class ClientCertificatesSection {
    private static final Format<String> NAME = new TextFormat(
            "an alternative name, such as ops@example.com or proxy-b.example.com,",
            255,
            c -> c > ' ' && c < 127,
            c -> c > ' ' && c < 127,
            "no spaces");

    private ClientCertificatesSection() {}

    /// Nothing when it is not written.
    static Value<Optional<ClientCertificates>> read(Section s) {
        if (!s.isWritten()) {
            s.alsoKnown("demand", "ca-file", "clients");
            return Value.of(s.spot(), Optional.empty());
        }
        var demand = s.optional("demand", ChoiceFormat.of(Demand.class), Demand.REQUIRED);
        var file = s.required("ca-file", TextFormat.FILE);
        var clients = s.someSections(
                "clients",
                ClientCertificates.MOST_CLIENTS,
                "a list of at least one client",
                ClientCertificatesSection::client);
        return s.make(() -> Optional.of(new ClientCertificates(
                demand.get(), file.get(), clients.stream().map(Value::get).toList())));
    }

    private static Value<Client> client(Section s) {
        var subject = s.maybe("subject", new SubjectFormat());
        var name = s.maybe("san", NAME);
        var called = s.maybe("name", TextFormat.NAME);
        var role = s.required("role", ChoiceFormat.of(Caller.Role.class));
        if (s.has("subject") == s.has("san"))
            s.problem(s.spot(), "found " + (s.has("san") ? "both" : "neither") + " of subject and san; expected one");
        return s.make(() -> client(subject.get(), name.get(), called.get(), role.get()));
    }

    private static Client client(
            Optional<X500Principal> subject, Optional<String> name, Optional<String> called, Caller.Role role) {
        Match match = subject.<Match>map(one -> new Match.Subject(one.getName(X500Principal.CANONICAL)))
                .orElseGet(() -> new Match.AlternativeName(name.orElseThrow()));
        var usual = subject.map(X500Principal::getName).or(() -> name).orElseThrow();
        return new Client(match, new Caller(called.orElse(usual), role));
    }

    /// The subject of a certificate.
    private record SubjectFormat() implements Format<X500Principal> {
        @Override
        public Optional<X500Principal> parse(String text) {
            try {
                return Optional.of(new X500Principal(text))
                        .filter(name -> !List.of("").contains(name.getName()));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }

        @Override
        public String expected() {
            return "the subject of a certificate as RFC 2253 writes it, such as CN=alice,O=Example";
        }
    }
}
