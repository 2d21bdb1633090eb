package tandem.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tandem.config.VipSection.ModeSection;

/// Who a process is whose nodes are found by DNS: no entry tells its name and its address.
final class DnsSelf {

    private DnsSelf() {}

    /// The node with its address.
    ///
    /// @param node any of the nodes, with this one's name
    static Self of(Document document, NodeSection node, Identity identity) {
        var spot = document.cluster().spot();
        int port = node.address().get().port();
        var bind = identity.bind();
        if (bind != null) {
            if (IpAddress.parse(bind).filter(identity.addresses()::contains).isPresent())
                return new Self.Found(node.at(bind, port));
            return new Self.Unknown(
                    spot,
                    Identity.BIND_VARIABLE + " is " + Quoted.text(bind) + "; expected one of this host's addresses "
                            + list(identity.addresses().stream().toList()));
        }
        var candidates = candidates(document, identity);
        if (candidates.size() == 1)
            return new Self.Found(node.at(candidates.getFirst().getHostAddress(), port));
        var found =
                candidates.isEmpty() ? "no address that others reach it at" : "several addresses " + list(candidates);
        return new Self.Unknown(
                spot, "this host has " + found + "; name the one for the cluster with " + Identity.BIND_VARIABLE);
    }

    /// Addresses at which other nodes can reach this one: of IPv4 where there are any.
    private static List<InetAddress> candidates(Document document, Identity identity) {
        Predicate<InetAddress> own =
                a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress() && !a.isAnyLocalAddress() && !isVip(document, a);
        var reachable = identity.addresses().stream().filter(own).toList();
        var v4 = reachable.stream().filter(Inet4Address.class::isInstance).toList();
        return v4.isEmpty() ? reachable : v4;
    }

    /// A virtual address that an earlier life left behind is none to be found at.
    private static boolean isVip(Document document, InetAddress address) {
        return document.vips().stream()
                .flatMap(vip -> vip.mode().stream())
                .anyMatch(mode -> mode instanceof ModeSection.Linux linux
                        && IpAddress.parse(linux.address().get().address())
                                .filter(address::equals)
                                .isPresent());
    }

    private static String list(List<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).sorted().collect(Collectors.joining(", ", "(", ")"));
    }
}
