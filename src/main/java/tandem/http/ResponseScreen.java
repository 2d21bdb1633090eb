package tandem.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets only such answers of a backend through as every HTTP implementation frames in the same way.
public final class ResponseScreen {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int LAST_STATUS = 599;

    private ResponseScreen() {}

    /// Looks at a whole head that agrees to another protocol (RFC 9110 §7.8).
    ///
    /// @param asked the protocols that the client has named, in lower case; none where it has asked for nothing
    /// @return null when it may be passed on; else the connection that it came on is not to be trusted any more
    public static @Nullable Refusal screenSwitch(ResponseHead head, List<String> asked) {
        List<String> agreed = HopByHop.tokens(head, FieldName.UPGRADE);
        return agreed.isEmpty() || !asked.containsAll(agreed) ? Refusal.FOREIGN_PROTOCOL : null;
    }

    /// Looks at a whole head of a final answer, and writes down in it how the body is framed (RFC 9112 §6.3).
    ///
    /// @param toHead whether the request's method was HEAD
    /// @return null when it may be passed on; else the connection that it came on is not to be trusted any more
    public static @Nullable Refusal screen(ResponseHead head, boolean toHead) {
        if (head.status() > LAST_STATUS || head.isInterim()) return Refusal.BAD_STATUS;
        boolean coded = head.has(FieldName.TRANSFER_ENCODING);
        boolean measured = head.has(FieldName.CONTENT_LENGTH);
        boolean none = toHead || head.status() == NO_CONTENT || head.status() == NOT_MODIFIED;
        if (measured) {
            if (coded) return Refusal.TWO_FRAMINGS;
            if (head.isRepeated(FieldName.CONTENT_LENGTH)) return Refusal.SEVERAL_LENGTHS;
            long length = RequestScreen.lengthOf(head);
            if (length < 0) return Refusal.BAD_LENGTH;
            head.framed(none ? Framing.NONE : Framing.ofLength(length), length);
            return null;
        }
        if (none || !coded) {
            head.framed(none ? Framing.NONE : Framing.UNTIL_CLOSE, -1);
            return null;
        }
        if (head.isOld()) return Refusal.OLD_TRANSFER_ENCODING;
        if (head.isRepeated(FieldName.TRANSFER_ENCODING)) return Refusal.SEVERAL_TRANSFER_ENCODINGS;
        if (!RequestScreen.isChunked(head)) return Refusal.TRANSFER_CODING;
        head.framed(Framing.CHUNKED, -1);
        return null;
    }
}
