package tandem.cli.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Asks once, over a connection of its own, as a new client would.
final class Probe {
    private static final int LIMIT_MILLIS = 1000;
    private static final int ANSWER_LIMIT = 1 << 20;

    private Probe() {}

    /// Whether a GET is answered with 200.
    static boolean answers(String host, int port, String path) {
        return ask(new InetSocketAddress(host, port), path, LIMIT_MILLIS).isEmpty();
    }

    /// Whether the node with this admin address says that it owns a VIP.
    static boolean ownsVip(String host, int port) {
        try {
            var answer = exchange(new InetSocketAddress(host, port), "/status", LIMIT_MILLIS, ANSWER_LIMIT);
            var vips = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4)).getJsonArray("vips");
            for (var i = 0; i < vips.size(); i++)
                if (vips.getJsonObject(i).getString("role").equals("active")) return true;
            return false;
        } catch (IOException | DecodeException e) {
            return false;
        }
    }

    /// Empty when the answer is 200, otherwise what went wrong, in words.
    static String ask(InetSocketAddress address, String path, int limitMillis) {
        try {
            var head = exchange(address, path, limitMillis, "HTTP/1.1 200".length());
            if (head.length() < "HTTP/1.1 200".length()) return "connection closed";
            return head.endsWith(" 200") ? "" : "status" + head.substring("HTTP/1.1".length());
        } catch (IOException e) {
            return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        }
    }

    private static String exchange(InetSocketAddress address, String path, int limitMillis, int bytes)
            throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(limitMillis);
            socket.connect(address, limitMillis);
            var request = "GET " + path + " HTTP/1.1\r\nHost: " + address.getHostString() + ":" + address.getPort()
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
        }
    }
}
