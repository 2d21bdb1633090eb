package tandem.vip;

import tandem.Pure;

/// An IPv4 address that a node can take over, read from a literal and never from DNS.
///
/// @param bits the four bytes, the first one in the highest place
@Pure
record VirtualAddress(int bits) {

    /// Reads what [VipSettings] has let through.
    static VirtualAddress parse(String literal) {
        VipSettings.requireUnicast(literal);
        int bits = 0;
        for (String octet : literal.split("\\.", -1)) bits = bits << 8 | Integer.parseInt(octet);
        return new VirtualAddress(bits);
    }

    byte[] bytes() {
        return new byte[] {(byte) (bits >>> 24), (byte) (bits >>> 16), (byte) (bits >>> 8), (byte) bits};
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >>> 16 & 0xff) + "." + (bits >>> 8 & 0xff) + "." + (bits & 0xff);
    }
}
