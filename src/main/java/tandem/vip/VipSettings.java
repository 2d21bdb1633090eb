package tandem.vip;

import java.time.Duration;
import java.util.regex.Pattern;

/// One virtual address that the nodes of a cluster own in turn.
///
/// The constructors refuse what cannot work with an [IllegalArgumentException] whose message is for the
/// person who wrote the configuration.
///
/// @param name what logs, status and the election call it: letters, digits, `.`, `_` and `-`.
///             `vips[].name`, default `vip`
/// @param mode how it is owned
public record VipSettings(String name, Mode mode) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    /// Four decimal numbers. Leading zeros are refused: to some programs they mean octal.
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /// Enough to know that it is meant as a literal: nothing with a colon is ever looked up in DNS.
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    public VipSettings {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a VIP:"
                    + " expected up to 63 letters, digits, '.', '_' or '-', the first a letter or digit");
    }

    static void requireUnicast(String address) {
        if (!IPV4.matcher(address).matches())
            throw new IllegalArgumentException("\"" + address + "\" is not an IPv4 address:"
                    + " expected four numbers from 0 to 255, like 192.168.77.50");
        int first = Integer.parseInt(address.substring(0, address.indexOf('.')));
        if (first == 0 || first >= 224)
            throw new IllegalArgumentException(
                    address + " cannot be owned by a host: expected a unicast IPv4 address, like 192.168.77.50");
    }

    /// How an address is owned.
    public sealed interface Mode {

        /// What the address is to a client, for logs and status.
        String text();

        /// An address of a Linux interface, added by rtnetlink and announced by gratuitous ARP.
        ///
        /// @param address IPv4 literal
        /// @param prefix  prefix length, 1 to 32. Default 32
        /// @param device  the interface, as `ip link` names it
        /// @param lease   the kernel removes the address by itself this long after its last renewal,
        ///                whatever became of the process. Whole seconds, 1 to 60, default 2. A longer lease
        ///                asks less of a busy machine and leaves a frozen node the address for longer.
        record Linux(String address, int prefix, String device, Duration lease) implements Mode {
            /// As many seconds as an owner may be silent before it must have lost the address.
            public static final Duration DEFAULT_LEASE = Duration.ofSeconds(2);

            /// One address, no network around it.
            public static final int DEFAULT_PREFIX = 32;

            /// The kernel's IFNAMSIZ, less the closing zero byte.
            private static final int LONGEST_DEVICE_NAME = 15;

            /// What the kernel takes as the name of an interface (`dev_valid_name` in net/core/dev.c).
            private static final Pattern DEVICE = Pattern.compile("(?!\\.\\.?$)[^/:\\s\\p{Cntrl}]+");

            public Linux {
                requireUnicast(address);
                if (prefix < 1 || prefix > 32)
                    throw new IllegalArgumentException("prefix length " + prefix + ": expected 1 to 32");
                if (!DEVICE.matcher(device).matches() || device.length() > LONGEST_DEVICE_NAME)
                    throw new IllegalArgumentException("\"" + device + "\" cannot be a network interface:"
                            + " expected a name of at most 15 characters, as `ip link` shows it");
                if (!lease.equals(Duration.ofSeconds(lease.toSeconds()))
                        || lease.toSeconds() < 1
                        || lease.toSeconds() > 60)
                    throw new IllegalArgumentException("lease " + lease.toMillis() + " ms:"
                            + " expected whole seconds from 1 to 60, as the kernel counts them");
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
                if (!IPV4.matcher(host).matches() && !IPV6.matcher(host).matches())
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
