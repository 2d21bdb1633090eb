package tandem.route;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tandem.Pure;

/// The header of the PROXY protocol, versions 1 and 2, by which Tandem tells a backend whose connection it passes on.
@Pure
public enum ProxyAnnouncement {
    /// A line of text (haproxy's proxy-protocol.txt, §2.1).
    V1 {
        @Override
        public byte[] of(End source, End destination) {
            boolean both = areIpv4(source, destination);
            return ascii("PROXY " + (both ? "TCP4 " : "TCP6 ")
                    + text(source, both) + " " + text(destination, both) + " "
                    + source.port() + " " + destination.port() + "\r\n");
        }

        @Override
        public byte[] own() {
            return ascii("PROXY UNKNOWN\r\n");
        }
    },
    /// Bytes (§2.2).
    V2 {
        @Override
        public byte[] of(End source, End destination) {
            boolean both = areIpv4(source, destination);
            int length = 2 * (both ? 4 : 16) + 4;
            return head(length, PROXY, both ? TCP_OVER_IPV4 : TCP_OVER_IPV6)
                    .put(bytes(source, both))
                    .put(bytes(destination, both))
                    .putShort((short) source.port())
                    .putShort((short) destination.port())
                    .array();
        }

        @Override
        public byte[] own() {
            return head(0, LOCAL, UNSPECIFIED).array();
        }

        private ByteBuffer head(int length, byte command, byte family) {
            return ByteBuffer.allocate(SIGNATURE.length + 4 + length)
                    .put(SIGNATURE)
                    .put(command)
                    .put(family)
                    .putShort((short) length);
        }
    };

    /// One end of a connection.
    ///
    /// @param port 0 where it is not known
    public record End(InetAddress address, int port) {}

    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final byte LOCAL = 0x20;
    private static final byte PROXY = 0x21;
    private static final byte UNSPECIFIED = 0x00;
    private static final byte TCP_OVER_IPV4 = 0x11;
    private static final byte TCP_OVER_IPV6 = 0x21;
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    /// For a client's connection. Where one end of it has an IPv4 address and the other an IPv6 one, both are told as
    /// IPv6 addresses (RFC 4291 §2.5.5.2), since a header has one family.
    ///
    /// @param source      the client
    /// @param destination what it has connected to
    public abstract byte[] of(End source, End destination);

    /// For a connection of Tandem's own, such as a health check's: it is nobody's.
    public abstract byte[] own();

    private static boolean areIpv4(End source, End destination) {
        return source.address() instanceof Inet4Address && destination.address() instanceof Inet4Address;
    }

    private static String text(End address, boolean ipv4) {
        String text = address.address().getHostAddress();
        if (!ipv4 && address.address() instanceof Inet4Address) return "::ffff:" + text;
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private static byte[] bytes(End address, boolean ipv4) {
        byte[] bytes = address.address().getAddress();
        if (ipv4 || bytes.length == 16) return bytes;
        return ByteBuffer.allocate(16).put(MAPPED).put(bytes).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
