package tandem.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that comes from a certain port. Reads one answer to its end, which is that of the connection, and prints
/// how long it was; fails when the connection is reset.
///
/// Arguments: address and port of the server, its own port, path.
final class SamePortMain {
    /// Printed once it is answered.
    static final String BEGUN = "begun";

    private SamePortMain() {}

    public static void main(String... args) throws Exception {
        try (var socket = new Socket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(Integer.parseInt(args[2])));
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(args[0]), Integer.parseInt(args[1])));
            String request = "GET " + args[3] + " HTTP/1.1\r\nHost: same\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            long length = 0;
            byte[] buffer = new byte[8192];
            for (int read; (read = socket.getInputStream().read(buffer)) >= 0; length += read)
                if (length == 0) System.out.println(BEGUN);
            System.out.println(length);
        }
    }
}
