package tandem.proxy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// What happens to messages on their way to a proxy that is tested: nothing in one case of four, else up to four
/// changes of bytes, of lines, or of frames.
final class Damage {
    /// What is put in, of the kind that has confused servers.
    private static final String[] PIECES = {
        "\r\n",
        "\n",
        "\r",
        "\r\n\r\n",
        " ",
        "\t",
        "\u0000",
        "\u007f",
        "\u00e9",
        ":",
        ";",
        ",",
        "0\r\n\r\n",
        "0\r\n",
        "5\r\nhello\r\n",
        "ffffffffffffffff\r\n",
        ";a=\"b\"",
        "Content-Length: 5\r\n",
        "Content-Length: 0\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "Transfer-Encoding:\u000bchunked\r\n",
        "Host: u\r\n",
        "Connection: close\r\n",
        "Connection: keep-alive, X-A\r\n",
        "Connection: Content-Length\r\n",
        "Expect: 100-continue\r\n",
        "Upgrade: h2c\r\n",
        "TE: trailers\r\n",
        "X-Forwarded-For: 192.0.2.1\r\n",
        "X-B : c\r\n",
        " folded\r\n",
        "GET /hidden HTTP/1.1\r\nHost: t\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.0",
        "http://t"
    };

    private Damage() {}

    /// A frame of HTTP/2 (RFC 9113 §4.1), whose length may be said wrongly.
    // Looked at and never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(int length, int type, int flags, int stream, byte[] payload) {
        static Frame of(int type, int flags, int stream, byte[] payload) {
            return new Frame(payload.length, type, flags, stream, payload);
        }

        byte[] bytes() {
            var bytes = java.nio.ByteBuffer.allocate(9 + payload.length);
            bytes.put((byte) (length >> 16)).putShort((short) length);
            return bytes.put((byte) type)
                    .put((byte) flags)
                    .putInt(stream)
                    .put(payload)
                    .array();
        }
    }

    private static int changes(Random random) {
        return random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(4);
    }

    /// The text with some damage.
    static String of(String text, Random random) {
        var damaged = new StringBuilder(text);
        for (int i = changes(random); i > 0 && damaged.length() > 1; i--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(8)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, damaged.charAt(at));
                case 2 -> damaged.setCharAt(at, (char) random.nextInt(256));
                case 3 -> damaged.setCharAt(at, (char) (damaged.charAt(at) ^ (1 << random.nextInt(8))));
                case 4 -> damaged.insert(at, piece(random));
                case 5 -> lines(damaged, random);
                case 6 -> damaged.insert(lineStart(damaged, at), piece(random));
                default -> cut(damaged, at, random);
            }
        }
        return damaged.toString();
    }

    private static String piece(Random random) {
        return PIECES[random.nextInt(PIECES.length)];
    }

    private static int lineStart(StringBuilder text, int near) {
        int end = text.indexOf("\r\n", near);
        return end < 0 ? text.length() : end + 2;
    }

    /// A line is lost, doubled, or comes elsewhere.
    private static void lines(StringBuilder text, Random random) {
        List<String> lines = new ArrayList<>(List.of(text.toString().split("(?<=\r\n)", -1)));
        int one = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
            case 0 -> lines.remove(one);
            case 1 -> lines.add(one, lines.get(one));
            default -> lines.add(random.nextInt(lines.size()), lines.remove(one));
        }
        text.setLength(0);
        text.append(String.join("", lines));
    }

    /// The rest is missing, which happens less often.
    private static void cut(StringBuilder text, int at, Random random) {
        if (random.nextBoolean()) text.setLength(at + 1);
    }

    /// The frames with some damage.
    static byte[] of(List<Frame> frames, Random random) {
        List<Frame> damaged = new ArrayList<>(frames);
        for (int i = changes(random); i > 0 && !damaged.isEmpty(); i--) {
            int at = random.nextInt(damaged.size());
            switch (random.nextInt(6)) {
                case 0 -> damaged.remove(at);
                case 1 -> damaged.add(at, damaged.get(at));
                case 2 -> damaged.add(random.nextInt(damaged.size()), damaged.remove(at));
                case 3 -> damaged.add(at, any(random));
                default -> damaged.set(at, changed(damaged.get(at), random));
            }
        }
        return bytes(damaged);
    }

    static byte[] bytes(List<Frame> frames) {
        var all = new java.io.ByteArrayOutputStream();
        for (Frame frame : frames) all.writeBytes(frame.bytes());
        return all.toByteArray();
    }

    private static Frame any(Random random) {
        byte[] payload = new byte[random.nextInt(20)];
        random.nextBytes(payload);
        return Frame.of(random.nextInt(12), random.nextInt(256), random.nextInt(8), payload);
    }

    private static Frame changed(Frame of, Random random) {
        byte[] payload = of.payload;
        return switch (random.nextInt(6)) {
            case 0 -> new Frame(of.length + random.nextInt(9) - 4, of.type, of.flags, of.stream, payload);
            case 1 -> new Frame(of.length, random.nextInt(12), of.flags, of.stream, payload);
            case 2 -> new Frame(of.length, of.type, of.flags ^ (1 << random.nextInt(8)), of.stream, payload);
            case 3 -> new Frame(of.length, of.type, of.flags, of.stream ^ (1 << random.nextInt(32)), payload);
            case 4 ->
                Frame.of(of.type, of.flags, of.stream, Arrays.copyOf(payload, random.nextInt(payload.length + 3)));
            default -> Frame.of(of.type, of.flags, of.stream, flipped(payload, random));
        };
    }

    private static byte[] flipped(byte[] payload, Random random) {
        byte[] flipped = payload.clone();
        for (int i = random.nextInt(3); i >= 0 && flipped.length > 0; i--)
            flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
        return flipped;
    }
}
