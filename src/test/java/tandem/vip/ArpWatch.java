package tandem.vip;

import java.util.HexFormat;

/// A process that prints every ARP frame it sees, in hexadecimal.
final class ArpWatch {
    private ArpWatch() {}

    public static void main(String[] arguments) throws SystemCallException {
        try (NativeSocket socket = NativeSocket.packet(ArpFrame.ETHERTYPE_ARP)) {
            System.out.println("! watching");
            while (true) System.out.println("! " + HexFormat.of().formatHex(socket.receive()));
        }
    }
}
