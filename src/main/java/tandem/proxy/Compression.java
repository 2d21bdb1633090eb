package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.http.FieldName;
import tandem.http.Framing;
import tandem.http.HopByHop;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;
import tandem.route.HeaderField;

/// Which answers are compressed, and what their heads say then.
@Pure
final class Compression {
    private static final int PARTIAL = 206;
    private static final HeaderField VARY = new HeaderField("Vary", "Accept-Encoding");
    private static final HeaderField GZIP = new HeaderField("Content-Encoding", "gzip");
    private static final HeadEdits UNCHANGED = new HeadEdits(null, null, 0, List.of(), List.of(), false);

    private final CompressionSettings settings;

    Compression(CompressionSettings settings) {
        this.settings = settings;
    }

    int level() {
        return settings.level();
    }

    /// What becomes of an answer.
    enum Decision {
        /// It goes on as it is, to whomever.
        NONE,
        /// It goes on as it is to this client, and other clients get another one.
        NOT_FOR_THIS_CLIENT,
        GZIP
    }

    /// Decides about a final answer.
    Decision decide(RequestHead request, ResponseHead answer) {
        if (answer.status() == PARTIAL
                || answer.has(FieldName.CONTENT_ENCODING)
                || HopByHop.has(answer, FieldName.CACHE_CONTROL, "no-transform")
                || HopByHop.has(request, FieldName.CACHE_CONTROL, "no-transform")
                || !hasType(answer)) return Decision.NONE;
        long length = answer.declaredLength();
        if (length >= 0 && length < settings.minimum()) return Decision.NONE;
        boolean bodiless = answer.framing().kind() == Framing.Kind.NONE;
        if (bodiless && !request.method().equals("HEAD")) return Decision.NONE;
        // HTTP/1.0 does not know chunks, and the length is not known before the end.
        if (bodiless || request.isOld() || !AcceptEncoding.takesGzip(encodings(request)))
            return Decision.NOT_FOR_THIS_CLIENT;
        return Decision.GZIP;
    }

    private static List<String> encodings(RequestHead request) {
        return request.has(FieldName.ACCEPT_ENCODING)
                ? RequestFacts.values(request, FieldName.ACCEPT_ENCODING)
                : List.of();
    }

    private boolean hasType(ResponseHead answer) {
        String type = answer.value(FieldName.CONTENT_TYPE);
        return type != null && settings.hasType(type);
    }

    /// The head of an answer that other clients get in another form.
    static HeadEdits varied(ResponseHead answer, @Nullable HeadEdits edits) {
        HeadEdits before = edits == null ? UNCHANGED : edits;
        var fields = new ArrayList<>(before.fields());
        vary(answer, fields);
        return new HeadEdits(null, null, before.bits(), before.dropped(), fields, false);
    }

    /// The head of an answer that is compressed: of another form, so that it is not equal byte for byte to
    /// what the backend has given its strong tag to (RFC 9110 §8.8.3), and no range of it can be asked for.
    static HeadEdits encoded(ResponseHead answer, @Nullable HeadEdits edits) {
        HeadEdits before = edits == null ? UNCHANGED : edits;
        var fields = new ArrayList<>(before.fields());
        vary(answer, fields);
        fields.add(GZIP);
        String tag = answer.value(FieldName.ETAG);
        if (tag != null && !before.dropped().contains("etag"))
            fields.add(new HeaderField("ETag", tag.startsWith("W/") ? tag : "W/" + tag));
        long bits = before.bits() | FieldName.bits(FieldName.ETAG, FieldName.ACCEPT_RANGES);
        return new HeadEdits(null, null, bits, before.dropped(), fields, true);
    }

    private static void vary(ResponseHead answer, List<HeaderField> fields) {
        if (!HopByHop.has(answer, FieldName.VARY, "accept-encoding") && !HopByHop.has(answer, FieldName.VARY, "*"))
            fields.add(VARY);
    }
}
