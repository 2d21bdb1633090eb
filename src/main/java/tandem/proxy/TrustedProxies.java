package tandem.proxy;

import java.net.InetAddress;
import java.util.List;
import tandem.Pure;

/// The clients whose word about the client behind them is believed, as CIDR blocks.
@Pure
final class TrustedProxies {
    private final List<Block> blocks;

    private TrustedProxies(List<Block> blocks) {
        this.blocks = blocks;
    }

    /// @param cidrs `address/prefix` or a bare address; IPv4 and IPv6 literals, never a name
    /// @throws IllegalArgumentException with a message for whoever wrote the configuration
    static TrustedProxies parse(List<String> cidrs) {
        return new TrustedProxies(cidrs.stream().map(Block::parse).toList());
    }

    boolean trusts(InetAddress client) {
        if (blocks.isEmpty()) return false;
        byte[] address = client.getAddress();
        for (Block block : blocks) {
            if (block.contains(address)) return true;
        }
        return false;
    }

    /// @param network    the block's address, 4 or 16 bytes
    /// @param prefixBits how many of its leading bits must match
    // The array is private to this file and never changed, so that its identity does not matter.
    @SuppressWarnings("ArrayRecordComponent")
    private record Block(byte[] network, int prefixBits) {

        static Block parse(String cidr) {
            int slash = cidr.indexOf('/');
            String host = slash < 0 ? cidr : cidr.substring(0, slash);
            try {
                byte[] network = InetAddress.ofLiteral(host).getAddress();
                int longest = network.length * 8;
                int prefix = slash < 0 ? longest : Integer.parseInt(cidr.substring(slash + 1));
                if (prefix >= 0 && prefix <= longest) return new Block(network, prefix);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(expected(cidr), e);
            }
            throw new IllegalArgumentException(expected(cidr));
        }

        private static String expected(String cidr) {
            return "trusted-proxies needs CIDR blocks such as 10.0.0.0/8 or fd00::/8, not '" + cidr + "'";
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) return false;
            int whole = prefixBits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != network[i]) return false;
            }
            int rest = prefixBits % 8;
            if (rest == 0) return true;
            int mask = 0xFF << (8 - rest);
            return (address[whole] & mask) == (network[whole] & mask);
        }
    }
}
