package tandem.files;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// What a request says about the state and the part of the file that it wants, each field's value as it came; several
/// fields of a name as one list. Null for a field that is not there.
///
/// @param get               whether the method is GET, which alone knows ranges (RFC 9110 §14.2)
/// @param match             `If-Match`
/// @param noneMatch         `If-None-Match`
/// @param modifiedSince     `If-Modified-Since`
/// @param unmodifiedSince   `If-Unmodified-Since`
/// @param range             `Range`
/// @param ifRange           `If-Range`
@Pure
public record Conditions(
        boolean get,
        @Nullable String match,
        @Nullable String noneMatch,
        @Nullable String modifiedSince,
        @Nullable String unmodifiedSince,
        @Nullable String range,
        @Nullable String ifRange) {
    /// A plain GET.
    public static final Conditions NONE = new Conditions(true, null, null, null, null, null, null);

    /// What the answer has to be.
    public sealed interface Answer {
        /// All of the file.
        record Whole() implements Answer {}

        /// A part of it: 206.
        ///
        /// @param from the first byte
        /// @param to   the last one
        record Part(long from, long to) implements Answer {}

        /// The client has it already: 304.
        record Unchanged() implements Answer {}

        /// It is not in the state that the client wants: 412.
        record Failed() implements Answer {}

        /// The file has no such part: 416.
        record NoSuchPart() implements Answer {}
    }

    /// Decides, in the order of RFC 9110 §13.2.2.
    ///
    /// @param tag      the file's entity tag, a strong one, with its quotes
    /// @param modified when it was changed last, to the second
    /// @param size     in bytes
    public Answer decide(String tag, Instant modified, long size) {
        if (match != null) {
            if (!isAny(match) && !has(match, tag)) return new Answer.Failed();
        } else if (date(unmodifiedSince).filter(modified::isAfter).isPresent()) {
            return new Answer.Failed();
        }
        if (noneMatch != null) {
            if (isAny(noneMatch) || hasWeakly(noneMatch, tag)) return new Answer.Unchanged();
        } else if (date(modifiedSince).filter(since -> !modified.isAfter(since)).isPresent()) {
            return new Answer.Unchanged();
        }
        if (range == null || !get || !isFresh(tag, modified)) return new Answer.Whole();
        return part(range, size);
    }

    private boolean isFresh(String tag, Instant modified) {
        if (ifRange == null) return true;
        if (ifRange.startsWith("\"") || ifRange.startsWith("W/")) return ifRange.equals(tag);
        return date(ifRange).filter(modified::equals).isPresent();
    }

    private static Optional<Instant> date(@Nullable String text) {
        return text == null ? Optional.empty() : HttpDate.parse(text);
    }

    private static boolean isAny(String list) {
        return list.strip().equals("*");
    }

    private static boolean has(String list, String tag) {
        return tags(list).contains(tag);
    }

    private static boolean hasWeakly(String list, String tag) {
        return tags(list).stream().anyMatch(one -> one.equals(tag) || one.equals("W/" + tag));
    }

    /// The file's tag has no comma in it, so that tags with one need not be told apart from two.
    private static List<String> tags(String list) {
        return List.of(list.split(",", -1)).stream().map(String::strip).toList();
    }

    /// One range is answered; what is malformed is passed over, and so is a list of several (RFC 9110 §14.2).
    private static Answer part(String range, long size) {
        String spec = range.strip();
        if (!spec.regionMatches(true, 0, "bytes=", 0, 6)) return new Answer.Whole();
        String[] ends = spec.substring(6).strip().split("-", -1);
        if (ends.length != 2) return new Answer.Whole();
        Optional<Long> first = number(ends[0]);
        Optional<Long> last = number(ends[1]);
        if (ends[0].isEmpty()) return last.map(length -> tail(length, size)).orElseGet(Answer.Whole::new);
        if (first.isEmpty() || (last.isEmpty() && !ends[1].isEmpty())) return new Answer.Whole();
        long to = last.orElse(Long.MAX_VALUE);
        if (to < first.get()) return new Answer.Whole();
        if (first.get() >= size) return new Answer.NoSuchPart();
        return new Answer.Part(first.get(), Math.min(to, size - 1));
    }

    private static Answer tail(long length, long size) {
        if (length == 0 || size == 0) return new Answer.NoSuchPart();
        return new Answer.Part(Math.max(0, size - length), size - 1);
    }

    /// Digits and nothing else; what no file can be as long as counts as the largest number.
    private static Optional<Long> number(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) return Optional.empty();
        String digits = text.replaceFirst("^0+(?=.)", "");
        return Optional.of(digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits));
    }
}
