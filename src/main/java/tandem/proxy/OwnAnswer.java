package tandem.proxy;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tandem.Pure;
import tandem.route.HeaderField;

/// An answer in the proxy's own name, ready to be written.
@Pure
final class OwnAnswer {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final byte[] NOTHING = {};

    /// A length that nobody knows yet.
    static final long UNKNOWN = -1;

    private final int status;
    private final List<HeaderField> fields;
    private final byte[] body;
    private final long length;
    private final boolean closes;

    /// What it says.
    ///
    /// @param fields but for Content-Length and Connection
    /// @param body   is not copied, and must not be changed
    /// @param closes whether the client's connection ends with it
    OwnAnswer(int status, List<HeaderField> fields, byte[] body, boolean closes) {
        this(status, fields, body, body.length, closes);
    }

    private OwnAnswer(int status, List<HeaderField> fields, byte[] body, long length, boolean closes) {
        this.status = status;
        this.fields = List.copyOf(fields);
        this.body = body;
        this.length = length;
        this.closes = closes;
    }

    /// One whose body is written behind it, piece by piece.
    ///
    /// @param length of the body; [#UNKNOWN] where its end only shows how long it is
    static OwnAnswer streamed(int status, List<HeaderField> fields, long length) {
        return new OwnAnswer(status, fields, NOTHING, length, false);
    }

    /// The short plain text that tells why.
    static OwnAnswer of(Rejection rejection) {
        return of(rejection, "text/plain; charset=utf-8", rejection.body().getBytes(StandardCharsets.UTF_8));
    }

    /// A page instead of the text.
    static OwnAnswer of(Rejection rejection, String type, byte[] body) {
        var fields = new ArrayList<HeaderField>();
        fields.add(new HeaderField("Content-Type", type));
        if (rejection.retryAfterSeconds() > 0)
            fields.add(new HeaderField("Retry-After", Integer.toString(rejection.retryAfterSeconds())));
        return new OwnAnswer(rejection.status(), fields, body, rejection.closes());
    }

    /// The same with other fields: those that are dropped are left out, and these are written behind the
    /// rest.
    OwnAnswer edited(HeadEdits edits) {
        var edited = new ArrayList<HeaderField>();
        for (HeaderField field : fields)
            if (edits.dropped().stream().noneMatch(name -> name.equalsIgnoreCase(field.name()))) edited.add(field);
        edited.addAll(edits.fields());
        return new OwnAnswer(status, edited, body, length, closes);
    }

    /// The same with one field more.
    OwnAnswer with(HeaderField field) {
        var more = new ArrayList<>(fields);
        more.add(field);
        return new OwnAnswer(status, more, body, length, closes);
    }

    int status() {
        return status;
    }

    String phrase() {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    List<HeaderField> fields() {
        return fields;
    }

    /// Empty where it comes behind.
    byte[] body() {
        return body;
    }

    /// Of the whole body, which may come behind; [#UNKNOWN] where it is not known.
    long length() {
        return length;
    }

    /// Whether an answer of this status has a body, if only an empty one (RFC 9110 §6.4.1).
    boolean hasBody() {
        return status != NO_CONTENT && status != NOT_MODIFIED;
    }

    boolean closes() {
        return closes;
    }
}
