package tandem.config;

import java.util.Optional;
import tandem.Pure;
import tandem.proxy.HashKey;
import tandem.proxy.HashKey.Kind;

/// What requests are kept together by: `client-address`, `uri`, `header NAME` or `cookie NAME`.
@Pure
record HashKeyFormat() implements Format<HashKey> {
    private static final int LONGEST = 256;
    private static final String HEADER = "header ";
    private static final String COOKIE = "cookie ";

    @Override
    public Optional<HashKey> parse(String text) {
        if (text.equals("client-address")) return Optional.of(HashKey.DEFAULT);
        if (text.equals("uri")) return Optional.of(new HashKey(Kind.URI, ""));
        return named(text, HEADER, Kind.HEADER).or(() -> named(text, COOKIE, Kind.COOKIE));
    }

    @Override
    public String expected() {
        return "client-address, uri, header NAME or cookie NAME";
    }

    private static Optional<HashKey> named(String text, String before, Kind kind) {
        if (!text.startsWith(before)) return Optional.empty();
        String name = text.substring(before.length());
        boolean token =
                !name.isEmpty() && name.length() <= LONGEST && name.chars().allMatch(HashKeyFormat::inToken);
        return token ? Optional.of(new HashKey(kind, name)) : Optional.empty();
    }

    /// RFC 9110 §5.6.2.
    private static boolean inToken(int c) {
        return c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
}
