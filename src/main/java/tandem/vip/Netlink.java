package tandem.vip;

import tandem.Pure;

/// Numbers of the netlink protocol, by their names in linux/netlink.h, linux/rtnetlink.h, linux/if_addr.h,
/// linux/if_link.h and linux/if.h.
@Pure
final class Netlink {
    static final int HEADER = 16;
    static final int ADDRESS_HEADER = 8;
    static final int LINK_HEADER = 16;
    static final int ATTRIBUTE_HEADER = 4;
    static final int ALIGNMENT = 4;

    static final byte AF_INET = 2;
    static final byte AF_INET6 = 10;

    static final short NLMSG_ERROR = 2;
    static final short NLMSG_DONE = 3;
    static final short RTM_NEWLINK = 16;
    static final short RTM_GETLINK = 18;
    static final short RTM_NEWADDR = 20;
    static final short RTM_DELADDR = 21;
    static final short RTM_GETADDR = 22;

    static final int NLM_F_REQUEST = 0x001;
    static final int NLM_F_ACK = 0x004;
    static final int NLM_F_REPLACE = 0x100;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_CREATE = 0x400;

    /// In an answer: the refused request is not repeated in full.
    static final int NLM_F_CAPPED = 0x100;
    /// In an answer: attributes with the kernel's own words follow.
    static final int NLM_F_ACK_TLVS = 0x200;

    static final short NLMSGERR_ATTR_MSG = 1;

    static final short IFA_ADDRESS = 1;
    static final short IFA_LOCAL = 2;
    static final short IFA_LABEL = 3;
    static final short IFA_CACHEINFO = 6;
    static final short IFA_FLAGS = 8;
    static final int IFA_F_NODAD = 0x02;
    static final int IFA_F_NOPREFIXROUTE = 0x200;
    static final int FOREVER = -1;

    static final short IFLA_ADDRESS = 1;
    static final short IFLA_IFNAME = 3;

    static final int IFF_UP = 0x1;
    static final int IFF_LOOPBACK = 0x8;
    static final int IFF_NOARP = 0x80;
    static final int IFF_LOWER_UP = 0x10000;

    private Netlink() {}

    static int aligned(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
