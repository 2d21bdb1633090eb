package tandem.proxy;

import io.netty.channel.ConnectTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;
import tandem.backend.SocketErrors;

/// What Netty's exceptions say of an attempt to connect.
final class FailureClassifier {
    private FailureClassifier() {}

    /// No connection could be had, so nothing of the request was sent.
    static Failure connecting(Throwable cause) {
        return new Failure(connectingKind(cause), text(cause));
    }

    private static Kind connectingKind(Throwable cause) {
        // A ConnectException too: it comes first.
        if (cause instanceof ConnectTimeoutException) return Kind.CONNECT_TIMEOUT;
        if (cause instanceof UnknownHostException) return Kind.UNRESOLVED;
        if (cause instanceof SSLException) return Kind.TLS_FAILED;
        return SocketErrors.isShortage(line(cause)) ? Kind.POOL_EXHAUSTED : Kind.CONNECT_FAILED;
    }

    private static String text(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) return "no connection in time";
        if (cause instanceof UnknownHostException) return "its name does not resolve";
        return SocketErrors.words(line(cause));
    }

    /// One line that says what it is.
    static String line(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) return cause.getClass().getSimpleName();
        return message.lines().findFirst().orElse(message);
    }
}
