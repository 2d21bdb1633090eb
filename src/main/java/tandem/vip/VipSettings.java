package tandem.vip;

import java.time.Duration;

/// One virtual address that the nodes of a cluster own in turn.
///
/// @param name what logs, status and the election call it. `vips[].name`, default `vip`
/// @param mode how it is owned
public record VipSettings(String name, Mode mode) {

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
        ///                whatever became of the process. Whole seconds, 1 to 60, default 2
        record Linux(String address, int prefix, String device, Duration lease) implements Mode {
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
            @Override
            public String text() {
                return host + ":" + port;
            }
        }

        /// Nothing is moved: a load balancer outside chooses by readiness, and the election only names a leader.
        record None() implements Mode {
            @Override
            public String text() {
                return "none";
            }
        }
    }
}
