package tandem.http;

/// Why a message is not passed on: it breaks a rule, or somebody else on the way could understand it differently.
///
/// A client's connection ends with each of them, since nobody can tell where the next request on it would begin. What a
/// backend answers is refused for the same reasons, and then the client gets a 502.
public enum Refusal {
    CONNECT(501, "CONNECT is not offered here", "RFC 9110 §9.3.6"),
    BAD_TARGET(400, "the request target is not valid", "RFC 9112 §3.2"),
    FOREIGN_SCHEME(421, "the request target's scheme is not that of this connection", "RFC 9110 §7.4"),
    NO_HOST(400, "the Host field is missing", "RFC 9112 §3.2"),
    SEVERAL_HOSTS(400, "there is more than one Host field", "RFC 9112 §3.2"),
    BAD_HOST(400, "the Host field is not valid", "RFC 9112 §3.2"),
    UNKNOWN_CODING(501, "there is a transfer coding besides chunked", "RFC 9112 §6.1"),
    TRANSFER_CODING(400, "the transfer coding is not exactly chunked", "RFC 9112 §6.3"),
    SEVERAL_TRANSFER_ENCODINGS(400, "there is more than one Transfer-Encoding field", "RFC 9112 §6.1"),
    OLD_TRANSFER_ENCODING(400, "Transfer-Encoding came in an HTTP/1.0 message", "RFC 9112 §6.1"),
    TWO_FRAMINGS(400, "both Transfer-Encoding and Content-Length are there", "RFC 9112 §6.1"),
    SEVERAL_LENGTHS(400, "there is more than one Content-Length field", "RFC 9112 §6.3"),
    BAD_LENGTH(400, "the Content-Length is not a number", "RFC 9112 §6.3"),
    BAD_CHUNK(400, "the chunked body is not valid", "RFC 9112 §7.1"),
    HIDDEN_BODY(400, "Sec-WebSocket-Key1 and -Key2 stand for a body that nothing frames", "RFC 9112 §6.3"),
    NAMELESS_FIELD(400, "there is a field without a name", "RFC 9110 §5.1"),
    BAD_FIELD_NAME(400, "there is a field whose name is not valid", "RFC 9110 §5.1"),
    SPACE_BEFORE_COLON(400, "there is a space between a field's name and its colon", "RFC 9112 §5.1"),
    FOLDED_FIELD(400, "there is a line that begins with a space", "RFC 9112 §5.2"),
    BAD_FIELD_VALUE(400, "there is a control character in a field", "RFC 9110 §5.5"),
    BARE_LINE_FEED(400, "there is a line that does not end with CR LF", "RFC 9112 §2.2"),
    BAD_STATUS(400, "the status is not one of an answer", "RFC 9110 §15"),
    FOREIGN_PROTOCOL(400, "it switches to a protocol that was not asked for", "RFC 9110 §7.8"),
    LINE_TOO_LONG(414, "the request line is too long", "RFC 9110 §15.5.15"),
    HEAD_TOO_LARGE(431, "the header fields are too large", "RFC 6585 §5"),
    OTHER_VERSION(505, "the HTTP version is not 1.0 or 1.1", "RFC 9110 §15.6.6"),
    NOT_HTTP(400, "this is not valid HTTP", "RFC 9112 §2.2");

    private final int status;
    private final String reason;
    private final String section;

    Refusal(int status, String reason, String section) {
        this.status = status;
        this.reason = reason;
        this.section = section;
    }

    /// The status that a client gets when its request is refused for this.
    public int status() {
        return status;
    }

    /// Why, for whoever sent the message.
    public String reason() {
        return reason;
    }

    /// Where the rule is written.
    public String section() {
        return section;
    }

    /// Reason and section in one line.
    public String text() {
        return reason + " (" + section + ")";
    }
}
