package tandem.vip;

/// One socket to ask the kernel, one to send frames.
record LinuxSockets(NetlinkSocket netlink, NativeSocket packets) implements AutoCloseable {
    static LinuxSockets open() throws AddressException {
        NetlinkSocket netlink;
        try {
            netlink = NetlinkSocket.open();
        } catch (SystemCallException refused) {
            throw AddressException.of("cannot open a netlink socket", refused);
        }
        try {
            return new LinuxSockets(netlink, NativeSocket.packet((short) 0));
        } catch (SystemCallException refused) {
            netlink.close();
            throw AddressException.of("cannot open a packet socket", refused);
        }
    }

    @Override
    public void close() {
        packets.close();
        netlink.close();
    }
}
