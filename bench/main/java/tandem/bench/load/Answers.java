package tandem.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Tells where an HTTP/1.1 answer ends, and whether it is one of success. Only what the backends of the benchmarks send
/// is known: a head of at most 4 KB and a Content-Length.
final class Answers {
    private static final int MOST_HEAD = 4096;

    private final byte[] head = new byte[MOST_HEAD];
    private int headLength;
    private long left = -1;
    private boolean well;

    void reset() {
        headLength = 0;
        left = -1;
        well = false;
    }

    /// Of the answer whose end was found.
    boolean well() {
        return well;
    }

    /// Takes bytes in; whether the answer is complete with them.
    boolean take(ByteBuf bytes) {
        while (left < 0 && bytes.isReadable()) {
            if (headLength == MOST_HEAD) return fail();
            head[headLength++] = bytes.readByte();
            if (headEnds() && !readHead()) return fail();
        }
        if (left < 0) return false;
        long taken = Math.min(left, bytes.readableBytes());
        bytes.skipBytes((int) taken);
        left -= taken;
        return left == 0;
    }

    private boolean fail() {
        well = false;
        left = 0;
        return true;
    }

    private boolean headEnds() {
        return headLength >= 4
                && head[headLength - 1] == '\n'
                && head[headLength - 2] == '\r'
                && head[headLength - 3] == '\n';
    }

    /// Whether a length was found.
    private boolean readHead() {
        // By hand, since this is done for every answer and must not make the client slow.
        well = head[9] == '2' && head[10] == '0';
        for (int at = 12; at < headLength - 16; at++) {
            if (head[at] != '\n' || (head[at + 1] | 0x20) != 'c' || (head[at + 9] | 0x20) != 'l') continue;
            int colon = at + 15;
            if (head[colon] != ':' || !name(at + 1).equals("content-length")) continue;
            left = number(colon + 1);
            return true;
        }
        return false;
    }

    private String name(int from) {
        return new String(head, from, 14, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }

    private long number(int from) {
        long value = 0;
        for (int at = from; at < headLength && head[at] != '\r'; at++)
            if (head[at] != ' ') value = value * 10 + (head[at] - '0');
        return value;
    }
}
