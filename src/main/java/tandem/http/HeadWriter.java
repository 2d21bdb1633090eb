package tandem.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Writes heads: whole runs of lines that stay as they came are copied at once.
///
/// One object serves a whole event loop: what it holds is handed over by [#into] before the next head.
public final class HeadWriter {
    private static final int FIRST_BYTES = 2048;
    private static final byte[] VERSION_LINE_END = octets(" HTTP/1.1\r\n");
    private static final byte[] STATUS_LINE_START = octets("HTTP/1.1 ");
    private static final byte[] LINE_END = octets("\r\n");
    private static final byte[] SEPARATOR = octets(": ");
    private static final byte[] CONTENT_LENGTH = octets("Content-Length: ");
    private static final byte[] CHUNKED = octets("Transfer-Encoding: chunked\r\n");

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /// The bytes of ASCII or Latin-1 text.
    public static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }

    private void copy(byte[] from, int start, int end) {
        reserve(end - start);
        System.arraycopy(from, start, bytes, length, end - start);
        length += end - start;
    }

    /// Writes what is whole lines already.
    public HeadWriter lines(byte[] lines) {
        copy(lines, 0, lines.length);
        return this;
    }

    /// Writes a field. Neither argument may come from anywhere unchecked.
    public HeadWriter field(String name, String value) {
        text(name);
        lines(SEPARATOR);
        text(value);
        return lines(LINE_END);
    }

    @SuppressWarnings("deprecation") // The low bytes of characters are what is wanted: all text here is Latin-1.
    private void text(String text) {
        reserve(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
    }

    /// Writes the request line.
    ///
    /// @return where the fields begin that may be copied, for [#fields]
    public HeadWriter requestLine(RequestHead head) {
        if (head.isLineKept()) {
            copy(head.bytes(), head.methodFrom(), head.targetTo());
        } else {
            copy(head.bytes(), head.methodFrom(), head.methodTo());
            text(" ");
            text(head.target());
        }
        return lines(VERSION_LINE_END);
    }

    /// Writes the request line with another target.
    public HeadWriter requestLine(RequestHead head, String target) {
        copy(head.bytes(), head.methodFrom(), head.methodTo());
        text(" ");
        text(target);
        return lines(VERSION_LINE_END);
    }

    /// Writes the status line of a backend's answer in our version.
    public HeadWriter statusLine(ResponseHead head) {
        if (head.isLineKept()) {
            copy(head.bytes(), 0, head.line(0));
            return this;
        }
        lines(STATUS_LINE_START);
        copy(head.bytes(), head.statusFrom(), head.statusTo());
        text(" ");
        text(head.phrase());
        return lines(LINE_END);
    }

    /// Writes a status line of our own.
    public HeadWriter statusLine(int status, String phrase) {
        lines(STATUS_LINE_START);
        text(Integer.toString(status));
        text(" ");
        text(phrase);
        return lines(LINE_END);
    }

    /// Copies the fields as they came.
    ///
    /// @param dropped these not, as [FieldName#bits]
    /// @param named   nor these, in lower case
    public HeadWriter fields(Head head, long dropped, List<String> named) {
        if (!head.hasAny(dropped) && named.isEmpty()) {
            copy(head.bytes(), head.line(0), head.line(head.count()));
            return this;
        }
        int run = 0;
        for (int i = 0; i < head.count(); i++) {
            if ((head.bitOf(i) & dropped) == 0 && !isNamed(head, i, named)) continue;
            if (i > run) copy(head.bytes(), head.line(run), head.line(i));
            run = i + 1;
        }
        copy(head.bytes(), head.line(run), head.line(head.count()));
        return this;
    }

    private static boolean isNamed(Head head, int index, List<String> named) {
        return !named.isEmpty() && named.contains(head.name(index).toLowerCase(Locale.ROOT));
    }

    /// Writes a field with the value that another one came with.
    ///
    /// @param prefix name, colon and space
    public HeadWriter copied(byte[] prefix, Head head, int index) {
        lines(prefix);
        copy(head.bytes(), head.valueFrom(index), head.valueTo(index));
        return lines(LINE_END);
    }

    /// Writes how the body is framed; nothing for one that ends with the connection.
    public HeadWriter framing(Framing framing) {
        switch (framing.kind()) {
            case LENGTH -> contentLength(framing.length());
            case CHUNKED -> lines(CHUNKED);
            case NONE, UNTIL_CLOSE -> {}
        }
        return this;
    }

    /// Writes the length of a body.
    public HeadWriter contentLength(long value) {
        lines(CONTENT_LENGTH);
        reserve(20);
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) digits++;
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return lines(LINE_END);
    }

    /// Writes the empty line.
    public HeadWriter end() {
        return lines(LINE_END);
    }

    /// How many bytes there are.
    public int length() {
        return length;
    }

    /// Hands over what was written, and begins anew.
    public void into(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
        length = 0;
    }
}
