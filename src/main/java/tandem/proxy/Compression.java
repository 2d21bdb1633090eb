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
    private static final int NOT_MODIFIED = 304;
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
        /// It has no body, and speaks of the one that this client has got compressed.
        STILL_GZIP,
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
        if (answer.status() == NOT_MODIFIED)
            return takesGzip(request) && !holdsAsItCame(request, answer)
                    ? Decision.STILL_GZIP
                    : Decision.NOT_FOR_THIS_CLIENT;
        boolean bodiless = answer.framing().kind() == Framing.Kind.NONE;
        if (bodiless && !request.method().equals("HEAD")) return Decision.NONE;
        return bodiless || !takesGzip(request) ? Decision.NOT_FOR_THIS_CLIENT : Decision.GZIP;
    }

    /// HTTP/1.0 does not know chunks, and the length is not known before the end.
    private static boolean takesGzip(RequestHead request) {
        return !request.isOld() && AcceptEncoding.takesGzip(encodings(request));
    }

    /// Whether the client asks by the backend's strong tag alone: what it holds was never compressed here,
    /// such as an image, and it may go on to ask for ranges of it by that tag (RFC 9110 §13.1.5).
    private static boolean holdsAsItCame(RequestHead request, ResponseHead answer) {
        String tag = answer.value(FieldName.ETAG);
        if (tag == null) return false;
        String held = String.join(",", request.values("If-None-Match"));
        return held.contains(tag) && !held.contains(weak(tag));
    }

    private static List<String> encodings(RequestHead request) {
        return request.has(FieldName.ACCEPT_ENCODING)
                ? RequestFacts.values(request, FieldName.ACCEPT_ENCODING)
                : List.of();
    }

    /// A 304 need not say it (RFC 9110 §15.4.5).
    private boolean hasType(ResponseHead answer) {
        String type = answer.value(FieldName.CONTENT_TYPE);
        return type == null ? answer.status() == NOT_MODIFIED : settings.hasType(type);
    }

    /// The head of an answer that other clients get in another form.
    static HeadEdits varied(ResponseHead answer, @Nullable HeadEdits edits) {
        HeadEdits before = edits == null ? UNCHANGED : edits;
        var fields = new ArrayList<>(before.fields());
        vary(answer, fields);
        return new HeadEdits(null, null, before.bits(), before.dropped(), fields, false);
    }

    /// The head of an answer that is compressed.
    static HeadEdits encoded(ResponseHead answer, @Nullable HeadEdits edits) {
        HeadEdits encoded = stillEncoded(answer, edits);
        encoded.fields().add(GZIP);
        return encoded;
    }

    /// The head of an answer that speaks of a compressed one: of another form, so that it is not equal byte
    /// for byte to what the backend has given its strong tag to (RFC 9110 §8.8.3), and no range of it can be
    /// asked for.
    static HeadEdits stillEncoded(ResponseHead answer, @Nullable HeadEdits edits) {
        HeadEdits before = edits == null ? UNCHANGED : edits;
        var fields = new ArrayList<>(before.fields());
        vary(answer, fields);
        String tag = answer.value(FieldName.ETAG);
        if (tag != null && !before.dropped().contains("etag")) fields.add(new HeaderField("ETag", weak(tag)));
        long bits = before.bits() | FieldName.bits(FieldName.ETAG, FieldName.ACCEPT_RANGES);
        return new HeadEdits(null, null, bits, before.dropped(), fields, true);
    }

    private static String weak(String tag) {
        return tag.startsWith("W/") ? tag : "W/" + tag;
    }

    private static void vary(ResponseHead answer, List<HeaderField> fields) {
        if (!HopByHop.has(answer, FieldName.VARY, "accept-encoding") && !HopByHop.has(answer, FieldName.VARY, "*"))
            fields.add(VARY);
    }
}
