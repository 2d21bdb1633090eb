package tandem.backend;

/// Why an attempt got no complete answer.
///
/// @param kind   what happened
/// @param detail one line for a person, without a stack trace; may name addresses, so it is for logs and
///               not for
/// clients
public record Failure(Kind kind, String detail) {

    /// What happened, whose fault it is, and whether the backend can have seen any of the request.
    public enum Kind {
        /// The connection was refused or could not be routed.
        CONNECT_FAILED(Blame.BACKEND, Reached.NO),
        /// No connection within the connect time-out: packets are lost, or the accept queue is full.
        CONNECT_TIMEOUT(Blame.NETWORK, Reached.NO),
        /// There was a connection, but no TLS: the handshake failed, or the certificate is not trusted.
        /// Nothing was sent.
        TLS_FAILED(Blame.BACKEND, Reached.NO),
        /// The name of the backend does not resolve.
        UNRESOLVED(Blame.NETWORK, Reached.NO),
        /// Every connection that the settings allow to this backend is busy, and so is the queue for one.
        POOL_EXHAUSTED(Blame.PROXY, Reached.NO),
        /// The backend has said, by HTTP/2, that it is about to close the connection and has not looked at
        /// the request. This says nothing about the backend.
        GOING_AWAY(Blame.PROXY, Reached.NO),
        /// The request's fields are larger than the backend takes, as it has said by HTTP/2.
        FIELDS_TOO_LARGE(Blame.CLIENT, Reached.NO),
        /// The backend has said, by HTTP/2, that it did nothing with the request, or does not take it at
        /// all.
        STREAM_REFUSED(Blame.BACKEND, Reached.NO),
        /// The connection, which had served a request before, was closed or reset before anything of an
        /// answer had come. Most likely the backend closed it as idle just then, so this says nothing about
        /// the backend.
        KEPT_CONNECTION_CLOSED(Blame.PROXY, Reached.PERHAPS),
        /// The connection was closed or reset before the head of an answer had come.
        CLOSED_BEFORE_RESPONSE(Blame.BACKEND, Reached.PERHAPS),
        /// No head of an answer within the response time-out.
        RESPONSE_TIMEOUT(Blame.BACKEND, Reached.PERHAPS),
        /// The backend's host has not acknowledged what was sent, or packets to it are known to be lost.
        PACKETS_LOST(Blame.NETWORK, Reached.PERHAPS),
        /// No head of an answer within the time-out of one attempt, and another backend may be quicker.
        TRY_TIMEOUT(Blame.BACKEND, Reached.PERHAPS),
        /// What came is not HTTP, or its framing is ambiguous, or its status counts as a failure.
        BAD_RESPONSE(Blame.BACKEND, Reached.YES),
        /// It has answered with an error, and another backend may have a better answer. Whether it has failed
        /// with that is for whoever counts answers.
        ERROR_STATUS(Blame.PROXY, Reached.YES),
        /// The connection ended within the body of the answer: part of it is at the client already.
        TRUNCATED_RESPONSE(Blame.BACKEND, Reached.YES),
        /// The client went away, or its request ended early.
        CLIENT_GONE(Blame.CLIENT, Reached.PERHAPS);

        private final Blame blame;
        private final Reached reached;

        Kind(Blame blame, Reached reached) {
            this.blame = blame;
            this.reached = reached;
        }

        public Blame blame() {
            return blame;
        }

        public Reached reached() {
            return reached;
        }
    }

    /// Whether the backend can have acted on the request.
    public enum Reached {
        NO,
        PERHAPS,
        YES
    }
}
