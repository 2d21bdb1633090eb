package tandem.route;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The value of X-Request-Id, by which one request is found in the logs of every program that it went
/// through.
public final class RequestId {
    private static final int LONGEST = 128;

    private RequestId() {}

    /// 32 hexadecimal digits, as nginx's `$request_id`.
    public static String make(RandomGenerator random) {
        var hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    /// What came, when a trusted proxy says it and it is fit for logs; a new one otherwise.
    ///
    /// @param received the request's own; null when there is none, or more than one
    public static String of(@Nullable String received, boolean trusted, RandomGenerator random) {
        return received != null && trusted && isFit(received) ? received : make(random);
    }

    private static boolean isFit(String id) {
        return !id.isEmpty()
                && id.length() <= LONGEST
                && id.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || "-._~:/+=@".indexOf(c) >= 0);
    }
}
