package tandem.http;

import java.nio.charset.StandardCharsets;

/// The methods that are asked for often, so that their names are not made anew each time.
final class Method {
    private static final String[] NAMES = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"};
    private static final byte[][] OCTETS = new byte[NAMES.length][];

    static {
        for (int i = 0; i < NAMES.length; i++) OCTETS[i] = NAMES[i].getBytes(StandardCharsets.US_ASCII);
    }

    private Method() {}

    static String of(byte[] bytes, int from, int to) {
        for (int i = 0; i < NAMES.length; i++) if (Octets.equal(bytes, from, to, OCTETS[i])) return NAMES[i];
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }
}
