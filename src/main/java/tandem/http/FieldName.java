package tandem.http;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/// The fields that some rule knows; all others are [#OTHER].
///
/// At most 64 of them, so that a set of them is a `long`.
public enum FieldName {
    OTHER,
    HOST,
    CONNECTION,
    KEEP_ALIVE,
    PROXY_CONNECTION,
    TE,
    TRAILER,
    UPGRADE,
    HTTP2_SETTINGS,
    TRANSFER_ENCODING,
    CONTENT_LENGTH,
    EXPECT,
    COOKIE,
    FORWARDED,
    X_REAL_IP,
    X_FORWARDED_FOR,
    X_FORWARDED_PROTO,
    X_FORWARDED_HOST,
    /// Whatever else begins with `X-Forwarded-`.
    X_FORWARDED_OTHER,
    X_REQUEST_ID,
    SEC_WEBSOCKET_KEY1,
    SEC_WEBSOCKET_KEY2,
    AUTHORIZATION,
    PROXY_AUTHORIZATION,
    CONTENT_TYPE,
    CONTENT_ENCODING,
    ACCEPT_ENCODING,
    CACHE_CONTROL,
    SET_COOKIE,
    LOCATION,
    REFRESH,
    REFERER,
    USER_AGENT,
    SERVER,
    STRICT_TRANSPORT_SECURITY,
    CLIENT_CERT,
    CLIENT_CERT_CHAIN,
    DATE,
    RANGE,
    VARY,
    ETAG,
    ACCEPT_RANGES,
    GRPC_STATUS;

    private static final byte[] FORWARDED_PREFIX = "x-forwarded-".getBytes(StandardCharsets.US_ASCII);
    private static final FieldName[] NAMES = values();
    private static final byte[][] SPELLED = spelled();
    private static final AsciiString[] ASCII =
            Arrays.stream(SPELLED).map(text -> new AsciiString(text, false)).toArray(AsciiString[]::new);
    private static final int SLOTS = 256;
    private static final int FACTOR = factor();
    private static final FieldName[] TABLE = table(FACTOR);

    /// This one as a set.
    public long bit() {
        return 1L << number();
    }

    /// A set of these.
    public static long bits(FieldName... names) {
        long bits = 0;
        for (FieldName name : names) bits |= name.bit();
        return bits;
    }

    /// The name in lower case.
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The same as bytes.
    AsciiString ascii() {
        return ASCII[number()];
    }

    /// Whether it is one name, and not what several are called here.
    boolean isOne() {
        return this != OTHER && this != X_FORWARDED_OTHER;
    }

    /// By which it is found again.
    @SuppressWarnings("EnumOrdinal") // A position in a set of bits, which nobody stores.
    int number() {
        return ordinal();
    }

    static FieldName of(int number) {
        return NAMES[number];
    }

    /// The name that these token characters spell, in any case.
    static FieldName of(byte[] bytes, int from, int to) {
        FieldName candidate = TABLE[slot(bytes[from], bytes[to - 1], to - from, FACTOR)];
        if (candidate != null && Octets.spells(bytes, from, to, SPELLED[candidate.number()])) return candidate;
        int prefixed = from + FORWARDED_PREFIX.length;
        return to >= prefixed && Octets.spells(bytes, from, prefixed, FORWARDED_PREFIX) ? X_FORWARDED_OTHER : OTHER;
    }

    private static int slot(byte first, byte last, int length, int factor) {
        return ((first | 0x20) * factor + (last | 0x20) * (factor >>> 3) + length * 31) & (SLOTS - 1);
    }

    private static byte[][] spelled() {
        return Arrays.stream(NAMES)
                .map(name -> name.text().getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /// The first factor that gives each name a slot of its own.
    private static int factor() {
        for (int factor = 1; ; factor++) {
            long taken = Arrays.stream(NAMES).filter(FieldName::isOne).count();
            FieldName[] table = table(factor);
            if (Arrays.stream(table).filter(Objects::nonNull).count() == taken) return factor;
        }
    }

    private static FieldName[] table(int factor) {
        FieldName[] table = new FieldName[SLOTS];
        for (FieldName name : NAMES) {
            byte[] text = SPELLED[name.number()];
            if (name.isOne()) table[slot(text[0], text[text.length - 1], text.length, factor)] = name;
        }
        return table;
    }
}
