package tandem.vip;

import java.util.HexFormat;
import tandem.Pure;

/// An Ethernet address.
///
/// @param bits the six bytes, the first one in the highest place used
@Pure
record MacAddress(long bits) {
    static final int LENGTH = 6;
    static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
    static final MacAddress ZERO = new MacAddress(0);

    static MacAddress of(byte[] bytes) {
        if (bytes.length != LENGTH)
            throw new IllegalArgumentException("an Ethernet address has 6 bytes, not " + bytes.length);
        long bits = 0;
        for (byte octet : bytes) bits = bits << 8 | Byte.toUnsignedLong(octet);
        return new MacAddress(bits);
    }

    byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) bytes[i] = (byte) (bits >>> (8 * (LENGTH - 1 - i)));
        return bytes;
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(bytes());
    }
}
