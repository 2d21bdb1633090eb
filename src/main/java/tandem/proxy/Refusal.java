package tandem.proxy;

import tandem.Pure;

/// Why a request is not taken to any backend: somebody else on the way could understand it
/// differently.
///
/// The connection ends with each of them, since nobody can tell where the next request on it would
/// begin.
@Pure
enum Refusal {
    CONNECT(501, "CONNECT is not offered here", "RFC 9110 §9.3.6"),
    BAD_TARGET(400, "the request target is not valid", "RFC 9112 §3.2"),
    FOREIGN_SCHEME(421, "the request target's scheme is not that of this connection", "RFC 9110 §7.4"),
    NO_HOST(400, "the Host field is missing", "RFC 9112 §3.2"),
    SEVERAL_HOSTS(400, "there is more than one Host field", "RFC 9112 §3.2"),
    BAD_HOST(400, "the Host field is not valid", "RFC 9112 §3.2"),
    TRANSFER_CODING(501, "the transfer coding is not exactly chunked", "RFC 9112 §6.1"),
    SEVERAL_TRANSFER_ENCODINGS(400, "there is more than one Transfer-Encoding field", "RFC 9112 §6.1"),
    OLD_TRANSFER_ENCODING(400, "Transfer-Encoding came in an HTTP/1.0 request", "RFC 9112 §6.1"),
    TWO_FRAMINGS(400, "both Transfer-Encoding and Content-Length are there", "RFC 9112 §6.1"),
    SEVERAL_LENGTHS(400, "there is more than one Content-Length field", "RFC 9112 §6.3"),
    BAD_LENGTH(400, "the Content-Length is not a number", "RFC 9112 §6.3"),
    HIDDEN_BODY(400, "Sec-WebSocket-Key1 and -Key2 stand for a body that nothing frames", "RFC 9112 §6.3"),
    NAMELESS_FIELD(400, "there is a field without a name", "RFC 9110 §5.1"),
    LINE_TOO_LONG(414, "the request line is too long", "RFC 9110 §15.5.15"),
    HEAD_TOO_LARGE(431, "the header fields are too large", "RFC 6585 §5"),
    NOT_HTTP(400, "the request is not valid HTTP", "RFC 9112 §2.2");

    private final int status;
    private final String reason;
    private final String section;

    Refusal(int status, String reason, String section) {
        this.status = status;
        this.reason = reason;
        this.section = section;
    }

    int status() {
        return status;
    }

    /// Why, for whoever sent the request.
    String reason() {
        return reason;
    }

    /// Where the rule is written.
    String section() {
        return section;
    }
}
