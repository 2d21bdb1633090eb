package tandem.vip;

import java.util.HexFormat;

/// A process that prints every IPv6 frame it sees, in hexadecimal.
final class FrameWatch {
    private FrameWatch() {}

    public static void main(String[] arguments) throws SystemCallException {
        try (NativeSocket socket = NativeSocket.packet(NeighbourAdvertisement.ETHERTYPE_IPV6)) {
            System.out.println("! watching");
            while (true) System.out.println("! " + HexFormat.of().formatHex(socket.receive()));
        }
    }
}
