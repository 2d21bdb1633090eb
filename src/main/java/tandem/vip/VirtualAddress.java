package tandem.vip;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import tandem.Pure;

/// An IP address that a node can take over, read from a literal and never from DNS.
///
/// @param family of which kind it is
/// @param high   the upper eight bytes; of IPv4 there are none
/// @param low    the lower eight bytes; of IPv4 the four that there are
@Pure
record VirtualAddress(Family family, long high, long low) {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";

    /// Four decimal numbers. Leading zeros are refused: to some programs they mean octal.
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /// From here on the first byte of an IPv4 address is that of multicast, reserved, broadcast.
    private static final int FIRST_MULTICAST = 224;

    /// fe80::/10 (RFC 4291, section 2.5.6).
    private static final long LINK_LOCAL = 0xfe80_0000_0000_0000L;

    private static final int LINK_LOCAL_BITS = 10;

    /// The kinds of addresses.
    enum Family {
        IPV4(4),
        IPV6(16);

        private final int length;

        Family(int length) {
            this.length = length;
        }

        /// The length of an address, which as a prefix length means that address alone.
        int bits() {
            return 8 * length;
        }
    }

    /// Reads an address that a host can own.
    ///
    /// @throws IllegalArgumentException when it is none; the message is for the person who wrote it
    static VirtualAddress parse(String literal) {
        return literal.indexOf(':') < 0 ? parseV4(literal) : parseV6(literal);
    }

    static boolean isIpv4(String literal) {
        return IPV4.matcher(literal).matches();
    }

    private static VirtualAddress parseV4(String literal) {
        if (!isIpv4(literal))
            throw new IllegalArgumentException("\"" + literal + "\" is not an IPv4 address:"
                    + " expected four numbers from 0 to 255, like 192.168.77.50");
        VirtualAddress address = of(Inet4Address.ofLiteral(literal).getAddress());
        int first = Byte.toUnsignedInt(address.bytes()[0]);
        if (first == 0 || first >= FIRST_MULTICAST)
            throw new IllegalArgumentException(
                    literal + " cannot be owned by a host: expected a unicast IPv4 address, like 192.168.77.50");
        return address;
    }

    private static VirtualAddress parseV6(String literal) {
        InetAddress address;
        try {
            address = Inet6Address.ofLiteral(literal);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "\"" + literal + "\" is not an IPv6 address: expected one like 2001:db8::50", refused);
        }
        boolean zoned = literal.indexOf('%') >= 0 || literal.indexOf('[') >= 0;
        if (zoned || !(address instanceof Inet6Address) || !isOwnable(address))
            throw new IllegalArgumentException(literal + " cannot be owned in turn:"
                    + " expected a global or unique local unicast IPv6 address, like 2001:db8::50");
        return of(address.getAddress());
    }

    /// A link-local address belongs to an interface and not to a service; what is mapped is IPv4.
    private static boolean isOwnable(InetAddress address) {
        return !address.isMulticastAddress()
                && !address.isLoopbackAddress()
                && !address.isAnyLocalAddress()
                && !address.isLinkLocalAddress();
    }

    /// The address of these bytes, four or sixteen of them.
    static VirtualAddress of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length == Family.IPV4.length)
            return new VirtualAddress(Family.IPV4, 0, Integer.toUnsignedLong(buffer.getInt()));
        if (bytes.length == Family.IPV6.length)
            return new VirtualAddress(Family.IPV6, buffer.getLong(), buffer.getLong());
        throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    }

    /// The network that it is in: all bits after the first so many are 0.
    ///
    /// @param bits from 0 to the length of the address
    VirtualAddress prefix(int bits) {
        return switch (family) {
            case IPV4 -> new VirtualAddress(family, 0, low & ones(bits + Integer.SIZE));
            case IPV6 -> new VirtualAddress(family, high & ones(bits), low & ones(bits - Long.SIZE));
        };
    }

    private static long ones(int bits) {
        if (bits <= 0) return 0;
        return bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
    }

    boolean linkLocal() {
        return family == Family.IPV6 && prefix(LINK_LOCAL_BITS).high() == LINK_LOCAL;
    }

    byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(family.length);
        return switch (family) {
            case IPV4 -> buffer.putInt((int) low).array();
            case IPV6 -> buffer.putLong(high).putLong(low).array();
        };
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        ByteBuffer bytes = ByteBuffer.wrap(bytes());
        while (bytes.hasRemaining()) {
            switch (family) {
                case IPV4 -> text.append('.').append(Byte.toUnsignedInt(bytes.get()));
                case IPV6 -> text.append(':').append(Integer.toHexString(Short.toUnsignedInt(bytes.getShort())));
            }
        }
        return text.substring(1);
    }
}
