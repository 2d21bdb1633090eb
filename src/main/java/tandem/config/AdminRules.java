package tandem.config;

import java.net.InetAddress;
import tandem.admin.AdminSettings.Access;

/// What an operator may do at an admin listener, anybody may do who can reach it and is not asked who he is.
///
/// @param document the file
/// @param problems where problems go
record AdminRules(Document document, Problems problems) {

    void check() {
        if (document.admin().access().is(Access::asks)) return;
        document.servers().stream()
                .map(node -> node.ports().admin())
                .distinct()
                .filter(admin -> admin.is(at ->
                        at.address().filter(InetAddress::isLoopbackAddress).isEmpty()))
                .forEach(admin -> problems.error(
                        admin.spot(),
                        ("found \"%s\", which is open to the network; expected a loopback address, such as"
                                        + " 127.0.0.1:9900, or admin.tokens-file or admin.tls.client-certificates (health-listen"
                                        + " may be open)")
                                .formatted(admin.get().text())));
    }
}
