package tandem.tls;

import javax.net.ssl.SSLException;

/// A handshake with a backend has failed; nothing was sent. The message is for people.
public final class HandshakeException extends SSLException {
    private static final long serialVersionUID = 1;

    HandshakeException(HandshakeProblem problem, Throwable cause) {
        super(problem.text(), cause);
    }

    HandshakeException(HandshakeProblem problem) {
        super(problem.text());
    }
}
