/// **vip**: owning an address: claim, announce, renew, release.
///
/// Pure: the virtual address and ownership as a state machine. I/O: Linux netlink and ARP, a shared
/// listening socket, or nothing at all. May import `cluster`; never the data path (`backend`, `balance`,
/// `health`, `proxy`).
@NullMarked
package tandem.vip;

import org.jspecify.annotations.NullMarked;
