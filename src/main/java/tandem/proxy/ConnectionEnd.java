package tandem.proxy;

/// How a stream of HTTP/2 to a backend ends that was not ended by itself.
enum ConnectionEnd {
    /// The backend has said that it will not look at it (RFC 9113 §6.8).
    REFUSED("it is going away and has not looked at the request"),
    /// It did not answer a ping.
    SILENT("it did not answer a ping"),
    /// The connection was closed.
    CLOSED("it closed the connection");

    private final String text;

    ConnectionEnd(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
