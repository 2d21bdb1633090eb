package tandem.vip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A process that says by ARP on the device `peer0`, for each line it reads, that the MAC address there has
/// the address behind it.
final class ArpVoice {
    private ArpVoice() {}

    public static void main(String[] arguments) throws SystemCallException, IOException, AddressException {
        try (LinuxSockets sockets = LinuxSockets.open();
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            int device = Links.find(sockets.netlink(), "peer0").device();
            System.out.println("! ready");
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                MacAddress mac = MacAddress.of(HexFormat.ofDelimiter(":").parseHex(words[0]));
                byte[] frame = ArpFrame.gratuitousRequest(mac, VirtualAddress.parse(words[1]));
                sockets.packets().sendFrame(frame, device, ArpFrame.ETHERTYPE_ARP);
                System.out.println("! said");
            }
        }
    }
}
