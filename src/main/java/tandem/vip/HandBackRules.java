package tandem.vip;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tandem.Pure;

/// What a planned move asks of the kernels of its two nodes, as rulesets of nftables.
///
/// Each is one transaction, and everything is in tables named after the VIP: to delete them leaves no trace. Nothing
/// else of the host is changed, neither routes nor sysctls.
///
/// **The successor** hands back what belongs to a connection that it does not know: TCP packets to the VIP
/// that open nothing (no SYN) and for which it has no socket: `socket wildcard 0` finds those of established
/// connections. It does not find those that are half-open or are closed, so what was opened or closed here lately is
/// remembered. The tracker of connections is not asked: it may know an earlier connection of the same addresses and
/// ports, for days if it missed its end, and calls packets of a later one established where their numbers come before
/// those that it knows. Nor is a socket in TIME-WAIT of use, for it may be that of an earlier connection, too.
///
/// They go on to the old owner, unchanged but for their TTL or hop limit, which keeps a packet that nobody knows from
/// going round for ever. So do the ICMP errors about them, or the old owner would not learn the MTU of a path.
///
/// **The old owner** has the VIP on its loopback, too, and Linux answers ARP for every address that it has anywhere. So
/// its requests carry its own address, lest they draw the clients back, and once the successor has the VIP it does not
/// answer for it any more. With IPv6 there is nothing to do: neighbour discovery answers only for the addresses of the
/// link that it is asked on, and asks under one of them (RFC 4861, sections 7.2.2 and 7.2.4).
@Pure
record HandBackRules(String vip, VirtualAddress address, String device) {
    /// Longer than a client takes for the last part of a handshake, or to begin anew with it.
    private static final String OPENED_FOR = "5s";

    /// For what a client acknowledges of a connection that this node has closed, and its own end of it.
    private static final String CLOSED_FOR = "20s";

    /// For 200,000 new connections a second; what does not fit any more is handed back, and ends there. Of the kernel's
    /// memory it takes as much as is in it, 100 MB at worst.
    private static final int MOST_REMEMBERED = 1_048_576;

    private static final Pattern OURS = Pattern.compile("table (arp|ip|ip6) tandem-[A-Za-z0-9._-]+");

    /// The successor's table; replaces an earlier one.
    String successor(String handBackTo) {
        String ours = "iifname \"" + device + "\" " + family() + " daddr " + address + " ";
        String back = (ipv4() ? "ip ttl" : "ip6 hoplimit") + " > 1 counter name handed-back dup to " + handBackTo
                + " device \"" + device + "\" drop\n";
        String midway = ours + "tcp flags & syn == 0 ";
        String client = family() + " saddr . tcp sport . tcp dport";
        String errors = ipv4()
                ? "icmp type { destination-unreachable, time-exceeded }"
                : "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem }";
        return noSuccessor()
                + "table " + family() + " " + table() + " {\n"
                + "  counter handed-back { }\n"
                + clients("opened", OPENED_FOR)
                + clients("closed", CLOSED_FOR)
                + "  chain prerouting {\n"
                + "    type filter hook prerouting priority mangle; policy accept;\n"
                + "    " + ours + "tcp flags & (syn | ack) == syn update @opened { " + client + " }\n"
                + "    " + midway + "socket wildcard 0 accept\n"
                + "    " + midway + client + " @opened accept\n"
                + "    " + midway + client + " @closed accept\n"
                + "    " + midway + back
                + "    " + ours + errors + " ct state invalid " + back
                + "  }\n"
                + "  chain output {\n"
                + "    type filter hook output priority mangle; policy accept;\n"
                + "    " + family() + " saddr " + address + " tcp flags & fin == fin update @closed { " + family()
                + " daddr . tcp dport . tcp sport }\n"
                + "  }\n"
                + "}\n";
    }

    /// A set of connections, each by the client's address and port and the port here.
    private String clients(String name, String timeout) {
        return "  set " + name + " {\n"
                + "    type " + (ipv4() ? "ipv4_addr" : "ipv6_addr") + " . inet_service . inet_service\n"
                + "    flags dynamic, timeout\n"
                + "    timeout " + timeout + "\n"
                + "    size " + MOST_REMEMBERED + "\n"
                + "  }\n";
    }

    /// Ends what [#successor] began; no failure when it did not.
    String noSuccessor() {
        return without(family());
    }

    /// The old owner's table while it has the VIP on its device still; replaces an earlier one.
    ///
    /// @param own its own address on the device
    String offering(String own) {
        if (!ipv4()) return "";
        return noOwner()
                + "table arp " + table() + " {\n"
                + "  chain output {\n"
                + "    type filter hook output priority 0; policy accept;\n"
                + "    oifname \"" + device + "\" arp operation request arp saddr ip " + address + " arp saddr ip set "
                + own + "\n"
                + "  }\n"
                + "}\n";
    }

    /// What is added to it once the successor has the VIP.
    String yielded() {
        if (!ipv4()) return "";
        return "table arp " + table() + " {\n"
                + "  chain input {\n"
                + "    type filter hook input priority 0; policy accept;\n"
                + "    iifname \"" + device + "\" arp operation request arp daddr ip " + address + " drop\n"
                + "  }\n"
                + "}\n";
    }

    /// Ends what [#offering] began; no failure when it did not.
    String noOwner() {
        return ipv4() ? without("arp") : "";
    }

    /// Has the kernel look at every rule, and leaves nothing: one transaction that adds and deletes.
    String rehearsal() {
        // Of the addresses for documentation (RFC 5737 and RFC 3849).
        String nobody = ipv4() ? "192.0.2.1" : "2001:db8::1";
        return successor(nobody) + noSuccessor() + offering(nobody) + yielded() + noOwner();
    }

    String counter() {
        return "list counter " + family() + " " + table() + " handed-back\n";
    }

    /// Lists all tables of the host.
    static String listing() {
        return "list tables\n";
    }

    /// Of such a list the tables that are named like those here, as `FAMILY NAME`.
    static List<String> tables(String listed) {
        return listed.lines()
                .map(String::strip)
                .filter(line -> OURS.matcher(line).matches())
                .map(line -> line.substring("table ".length()))
                .toList();
    }

    /// Whether a listed table is about this address.
    boolean concerns(String table) {
        return Stream.of(table.split("\\s+", -1)).anyMatch(this::names);
    }

    private boolean names(String word) {
        try {
            return VirtualAddress.parse(word).equals(address);
        } catch (IllegalArgumentException anythingElse) {
            return false;
        }
    }

    private boolean ipv4() {
        return address.family() == VirtualAddress.Family.IPV4;
    }

    /// As nftables calls it.
    private String family() {
        return switch (address.family()) {
            case IPV4 -> "ip";
            case IPV6 -> "ip6";
        };
    }

    /// To add a table first is the way to delete one that may not be there.
    private String without(String family) {
        return "add table " + family + " " + table() + "\ndelete table " + family + " " + table() + "\n";
    }

    private String table() {
        return "tandem-" + vip;
    }
}
