package tandem.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The lines of a message up to the empty one, as they came, with the positions of what is in them.
///
/// One object serves many messages, one after another ([#clear]), and keeps its arrays. It is filled by [#take] as the
/// bytes come; only once that has said [Taken#WHOLE] may anything be asked. Each byte is checked on the way, so that
/// what is in a whole head can be written elsewhere as it stands. Positions are those in [#bytes].
public abstract sealed class Head permits RequestHead, ResponseHead, Trailers {
    private static final int FIRST_BYTES = 1024;
    private static final int FIRST_FIELDS = 16;
    /// What an array that is kept for the next message may have; nearly every head has less.
    private static final int KEPT_BYTES = 8 * 1024;
    private static final int KEPT_FIELDS = 128;

    // Of each field: where its line begins, where its name ends, where its value is, and which name it is.
    private static final int STRIDE = 5;
    private static final int NAME_END = 1;
    private static final int VALUE = 2;
    private static final int VALUE_END = 3;
    private static final int NAME = 4;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private int lineStart;
    private boolean startLineRead;
    private int[] fields = new int[FIRST_FIELDS * STRIDE];
    private int count;
    private long present;
    private Refusal refusal = Refusal.NOT_HTTP;

    /// What came of some bytes.
    public enum Taken {
        /// The head is not complete yet.
        MORE,
        /// It is complete, and the bytes behind it are left alone.
        WHOLE,
        /// It is refused.
        REFUSED
    }

    Head() {}

    /// Forgets everything.
    public void clear() {
        length = 0;
        lineStart = 0;
        startLineRead = false;
        count = 0;
        present = 0;
        // Or the largest heads that anybody has sent would stay in memory.
        if (bytes.length > KEPT_BYTES) bytes = new byte[FIRST_BYTES];
        if (fields.length > KEPT_FIELDS * STRIDE) fields = new int[FIRST_FIELDS * STRIDE];
    }

    /// Takes in what belongs to the head.
    ///
    /// @param in its reader index moves behind what was taken
    public final Taken take(ByteBuf in, HeadLimits limits) {
        int headBytes = limits.bytes();
        while (true) {
            int more = Math.min(in.readableBytes(), Math.min(bytes.length, headBytes) - length);
            in.readBytes(bytes, length, more);
            length += more;
            Taken taken = scan(limits);
            if (taken == Taken.WHOLE) {
                in.readerIndex(in.readerIndex() - (length - lineStart));
                length = lineStart;
                return taken;
            }
            if (taken == Taken.REFUSED) return taken;
            if (length == headBytes) return refuse(startLineRead ? Refusal.HEAD_TOO_LARGE : tooLong());
            if (!in.isReadable()) return taken;
            bytes = Arrays.copyOf(bytes, Math.min(headBytes, bytes.length * 2));
        }
    }

    private Taken scan(HeadLimits limits) {
        if (!startLineRead) {
            Taken line = takeStartLine(lineStart, length, limits.line());
            if (line != Taken.WHOLE) return line;
            startLineRead = true;
        }
        while (true) {
            Taken field = takeField(lineStart, limits.fields());
            if (field != Taken.MORE) return field;
            if (!fieldTaken) return Taken.MORE;
        }
    }

    /// Whether the last [#takeField] found one.
    private boolean fieldTaken;

    /// Reads what is before the fields, if it is all there, and then calls [#startLineEnds].
    ///
    /// @param lineBytes most bytes of it
    abstract Taken takeStartLine(int from, int end, int lineBytes);

    /// Why a first line that does not end is refused.
    Refusal tooLong() {
        return Refusal.HEAD_TOO_LARGE;
    }

    final void startLineEnds(int next) {
        lineStart = next;
    }

    final Taken refuse(Refusal why) {
        refusal = why;
        return Taken.REFUSED;
    }

    /// Reads a line: a field, or the empty one that ends the head.
    ///
    /// @param most how many fields there may be
    /// @return [Taken#MORE] after a field, too
    private Taken takeField(int from, int most) {
        fieldTaken = false;
        byte[] octets = bytes;
        int end = length;
        int nameEnd = Octets.skip(octets, from, end, Octets.TOKEN);
        if (nameEnd == end) return Taken.MORE;
        if (octets[nameEnd] != ':' || nameEnd == from) return nameless(from, nameEnd);
        int value = nameEnd + 1;
        while (value < end && Octets.isBlank(octets[value])) value++;
        int lineEnd = Octets.skip(octets, value, end, Octets.VALUE);
        if (lineEnd == end) return Taken.MORE;
        if (octets[lineEnd] != '\r')
            return refuse(octets[lineEnd] == '\n' ? Refusal.BARE_LINE_FEED : Refusal.BAD_FIELD_VALUE);
        if (lineEnd + 1 == end) return Taken.MORE;
        if (octets[lineEnd + 1] != '\n') return refuse(Refusal.BAD_FIELD_VALUE);
        if (count >= most) return refuse(Refusal.HEAD_TOO_LARGE);
        add(from, nameEnd, value, lineEnd);
        lineStart = lineEnd + 2;
        fieldTaken = true;
        return Taken.MORE;
    }

    /// A line that does not begin with a name and a colon: the end of the head, or an error.
    private Taken nameless(int from, int at) {
        byte octet = bytes[at];
        if (at > from) return refuse(Octets.isBlank(octet) ? Refusal.SPACE_BEFORE_COLON : Refusal.BAD_FIELD_NAME);
        if (octet == ':') return refuse(Refusal.NAMELESS_FIELD);
        if (Octets.isBlank(octet)) return refuse(Refusal.FOLDED_FIELD);
        if (octet == '\n') return refuse(Refusal.BARE_LINE_FEED);
        if (octet != '\r') return refuse(Refusal.BAD_FIELD_NAME);
        if (at + 1 == length) return Taken.MORE;
        if (bytes[at + 1] != '\n') return refuse(Refusal.BAD_FIELD_NAME);
        lineStart = at + 2;
        return Taken.WHOLE;
    }

    private void add(int line, int nameEnd, int value, int lineEnd) {
        int at = count * STRIDE;
        if (at == fields.length) fields = Arrays.copyOf(fields, at * 2);
        int valueEnd = lineEnd;
        while (valueEnd > value && Octets.isBlank(bytes[valueEnd - 1])) valueEnd--;
        FieldName name = FieldName.of(bytes, line, nameEnd);
        fields[at] = line;
        fields[at + NAME_END] = nameEnd;
        fields[at + VALUE] = value;
        fields[at + VALUE_END] = valueEnd;
        fields[at + NAME] = name.number();
        present |= name.bit();
        count++;
    }

    /// Why it was refused.
    public final Refusal refusal() {
        return refusal;
    }

    /// Whether not a byte of it has come.
    public final boolean isEmpty() {
        return length == 0;
    }

    /// How many bytes it has, the empty line included.
    public final int length() {
        return length;
    }

    final byte[] bytes() {
        return bytes;
    }

    /// How many fields there are.
    public final int count() {
        return count;
    }

    /// Whether any of these is there.
    ///
    /// @param names as [FieldName#bits]
    public final boolean hasAny(long names) {
        return (present & names) != 0;
    }

    /// Whether there is such a field.
    public final boolean has(FieldName name) {
        return hasAny(name.bit());
    }

    /// Which field this is.
    public final FieldName field(int index) {
        return FieldName.of(fields[index * STRIDE + NAME]);
    }

    /// A field's name as it came.
    public final String name(int index) {
        int line = line(index);
        return text(line, fields[index * STRIDE + NAME_END]);
    }

    /// The same in lower case, as HTTP/2 has it (RFC 9113 §8.2).
    public final AsciiString lowerCaseName(int index) {
        FieldName known = field(index);
        if (known.isOne()) return known.ascii();
        int line = line(index);
        return new AsciiString(bytes, line, fields[index * STRIDE + NAME_END] - line, true).toLowerCase();
    }

    /// A field's value as a copy of its bytes, without the blanks around it.
    public final AsciiString asciiValue(int index) {
        return new AsciiString(bytes, valueFrom(index), valueTo(index) - valueFrom(index), true);
    }

    /// A field's value, without the blanks around it; a character for each byte.
    public final String value(int index) {
        return text(valueFrom(index), valueTo(index));
    }

    /// The value of the first such field, null when there is none.
    public final @Nullable String value(FieldName name) {
        int index = indexOf(name, 0);
        return index < 0 ? null : value(index);
    }

    /// The values of all fields of this name, in any case, in their order.
    public final java.util.List<String> values(String name) {
        java.util.List<String> values = new java.util.ArrayList<>(2);
        for (int i = 0; i < count; i++) if (name(i).equalsIgnoreCase(name)) values.add(value(i));
        return values;
    }

    /// The first such field at or behind this index, -1 when there is none.
    public final int indexOf(FieldName name, int from) {
        if (!has(name)) return -1;
        for (int i = from; i < count; i++) if (fields[i * STRIDE + NAME] == name.number()) return i;
        return -1;
    }

    final boolean isRepeated(FieldName name) {
        return indexOf(name, indexOf(name, 0) + 1) >= 0;
    }

    final long bitOf(int index) {
        return 1L << fields[index * STRIDE + NAME];
    }

    /// Where the line of a field begins; for [#count] where the lines end.
    final int line(int index) {
        return index == count ? length - 2 : fields[index * STRIDE];
    }

    final int valueFrom(int index) {
        return fields[index * STRIDE + VALUE];
    }

    final int valueTo(int index) {
        return fields[index * STRIDE + VALUE_END];
    }

    final String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
