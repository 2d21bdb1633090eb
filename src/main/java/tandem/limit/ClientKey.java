package tandem.limit;

import java.net.InetAddress;

/// Who counts as one client. An IPv6 client commonly has a whole network of 2^64 addresses, so the network
/// counts and not the address: or one host could pass for any number of clients.
public final class ClientKey {
    private static final long IPV4 = 0xFFFFL << 32;

    private ClientKey() {}

    /// The IPv4 address, or the first 64 bits of the IPv6 address; never 0.
    public static long of(InetAddress address) {
        byte[] bytes = address.getAddress();
        long key = 0;
        for (int i = 0; i < Math.min(bytes.length, 8); i++) key = key << 8 | (bytes[i] & 0xFF);
        // 0:ffff::/32 is given to nobody, so no network is taken for an IPv4 address.
        if (bytes.length == 4) return IPV4 | key;
        return key == 0 ? 1 : key;
    }
}
