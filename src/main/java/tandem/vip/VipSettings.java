package tandem.vip;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One virtual address that the nodes of a cluster own in turn.
///
/// The constructors refuse what cannot work with an [IllegalArgumentException] whose message is for the
/// person who wrote the configuration.
///
/// @param name   what logs, status and the election call it: letters, digits, `.`, `_` and `-`.
///               `vips[].name`, default `vip`
/// @param mode   how it is owned
/// @param prefer the node that counts as of higher priority than every other for this VIP; the others keep
///               their priorities. `vips[].prefer`, default none
public record VipSettings(String name, Mode mode, Optional<String> prefer) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /// Enough to know that it is meant as a literal: nothing with a colon is ever looked up in DNS.
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    public VipSettings {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a VIP:"
                    + " expected up to 63 letters, digits, '.', '_' or '-', the first a letter or digit");
    }

    /// A VIP that prefers no node.
    public VipSettings(String name, Mode mode) {
        this(name, mode, Optional.empty());
    }

    /// How an address is owned.
    public sealed interface Mode {

        /// What the address is to a client, for logs and status.
        String text();

        /// An address of a Linux interface, added by rtnetlink and announced by gratuitous ARP, or by an
        /// unsolicited neighbour advertisement.
        ///
        /// @param address IPv4 or IPv6 literal
        /// @param prefix  prefix length, 1 to 32 or 128. Default: of that address alone
        /// @param device  the interface, as `ip link` names it
        /// @param lease   the kernel removes the address by itself this long after its last renewal,
        ///                whatever became of the process. Whole seconds, 1 to 60, default 2. A longer lease
        ///                asks less of a busy machine and leaves a frozen node the address for longer.
        /// @param label   what `ip address` lists an IPv4 address under; begins with the name of the device.
        ///                Default: none
        record Linux(String address, int prefix, String device, Duration lease, Optional<String> label)
                implements Mode {
            /// As many seconds as an owner may be silent before it must have lost the address.
            public static final Duration DEFAULT_LEASE = Duration.ofSeconds(2);

            /// The kernel's IFNAMSIZ, less the closing zero byte.
            private static final int LONGEST_DEVICE_NAME = 15;

            /// What the kernel takes as the name of an interface (`dev_valid_name` in net/core/dev.c).
            private static final Pattern DEVICE = Pattern.compile("(?!\\.\\.?$)[^/:\\s\\p{Cntrl}]+");

            public Linux {
                VirtualAddress.Family family = VirtualAddress.parse(address).family();
                if (prefix < 1 || prefix > family.bits())
                    throw new IllegalArgumentException("prefix length " + prefix + ": expected 1 to " + family.bits());
                if (!DEVICE.matcher(device).matches() || device.length() > LONGEST_DEVICE_NAME)
                    throw new IllegalArgumentException("\"" + device + "\" cannot be a network interface:"
                            + " expected a name of at most 15 characters, as `ip link` shows it");
                if (!lease.equals(Duration.ofSeconds(lease.toSeconds()))
                        || lease.toSeconds() < 1
                        || lease.toSeconds() > 60)
                    throw new IllegalArgumentException("lease " + lease.toMillis() + " ms:"
                            + " expected whole seconds from 1 to 60, as the kernel counts them");
                if (label.isPresent()) checkLabel(label.get(), device, family);
            }

            /// An address without a label.
            public Linux(String address, int prefix, String device, Duration lease) {
                this(address, prefix, device, lease, Optional.empty());
            }

            /// The prefix length of one address with no network around it.
            ///
            /// @param address as it may stand here
            public static int defaultPrefix(String address) {
                return VirtualAddress.parse(address).family().bits();
            }

            private static void checkLabel(String label, String device, VirtualAddress.Family family) {
                if (family != VirtualAddress.Family.IPV4)
                    throw new IllegalArgumentException(
                            "label \"" + label + "\": only an IPv4 address can have a label");
                boolean fits = label.length() <= LONGEST_DEVICE_NAME
                        && (label.equals(device) || label.startsWith(device + ":"))
                        && label.chars().allMatch(c -> c > ' ' && c < 127);
                if (!fits)
                    throw new IllegalArgumentException("label \"" + label + "\": expected at most 15 characters,"
                            + " the device and then a colon and a name, like " + device + ":vip");
            }

            @Override
            public String text() {
                return address;
            }
        }

        /// A listening socket that whichever node is active binds: no root needed, all nodes on one host.
        ///
        /// @param host address literal, for example `127.0.0.1`
        /// @param port 1 to 65535
        record Socket(String host, int port) implements Mode {
            public Socket {
                // The nodes must agree on the address, so it is not left to a resolver.
                if (!VirtualAddress.isIpv4(host) && !IPV6.matcher(host).matches())
                    throw new IllegalArgumentException(
                            "\"" + host + "\" is not an address: expected a literal like 127.0.0.1");
                if (port < 1 || port > 65535)
                    throw new IllegalArgumentException("port " + port + ": expected 1 to 65535");
            }

            @Override
            public String text() {
                return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
            }
        }

        /// Whatever an operator's commands do, such as to move an address of a cloud. Each is a list of
        /// arguments that no shell sees. A command that was cut short is run again, so it must bear that.
        ///
        /// @param address the address that the commands move, an IP literal; told to them, and shown
        /// @param claim   makes this node the owner
        /// @param release ends that; it is no failure when this node is not the owner
        /// @param verify  succeeds when this node could serve; empty for none. Run every 5 s, held or not
        /// @param timeout after this time a command is killed, with its children, and has failed. 100 ms to
        ///                10 min, default 10 s
        record Exec(String address, List<String> claim, List<String> release, List<String> verify, Duration timeout)
                implements Mode {
            public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
            public static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
            public static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);

            public Exec {
                VirtualAddress.parse(address);
                claim = List.copyOf(claim);
                release = List.copyOf(release);
                verify = List.copyOf(verify);
                if (claim.isEmpty() || release.isEmpty())
                    throw new IllegalArgumentException("mode exec needs a command to claim and one to release");
                if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0)
                    throw new IllegalArgumentException(
                            "time-out " + timeout.toMillis() + " ms: expected 100 ms to 10 min");
            }

            @Override
            public String text() {
                return address;
            }
        }

        /// Nothing is moved: a load balancer outside chooses by readiness, and the election only names a
        /// leader.
        record None() implements Mode {
            @Override
            public String text() {
                return "none";
            }
        }
    }
}
