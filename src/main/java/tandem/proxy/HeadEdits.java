package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.http.FieldName;
import tandem.route.HeaderField;

/// How a head that goes on differs from the one that came.
///
/// @param target  of a request, instead of its own; null for its own, and in an answer
/// @param host    of a request, instead of its own; null for its own, and in an answer
/// @param bits    fields that are left out, as [tandem.http.FieldName#bits]
/// @param dropped fields that are left out, in lower case
/// @param fields  that are written behind the rest
/// @param recoded whether the body is changed, so that nobody knows its length
@Pure
record HeadEdits(
        @Nullable String target,
        @Nullable String host,
        long bits,
        List<String> dropped,
        List<HeaderField> fields,
        boolean recoded) {

    /// The same, with this field left out.
    HeadEdits without(FieldName field) {
        return new HeadEdits(target, host, bits | field.bit(), dropped, fields, recoded);
    }

    /// Nothing of an answer but a field behind the rest.
    static HeadEdits adding(HeaderField field) {
        List<HeaderField> fields = new ArrayList<>();
        fields.add(field);
        return new HeadEdits(null, null, 0, new ArrayList<>(), fields, false);
    }
}
