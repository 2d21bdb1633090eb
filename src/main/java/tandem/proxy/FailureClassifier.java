package tandem.proxy;

import io.netty.channel.ConnectTimeoutException;
import java.net.UnknownHostException;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;

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
        return isShortage(text(cause)) ? Kind.POOL_EXHAUSTED : Kind.CONNECT_FAILED;
    }

    /// This host has no file descriptor or no local port left: nothing that a backend could be
    /// blamed for. The native transport tells it by the message alone.
    private static boolean isShortage(String message) {
        return message.contains("Too many open files") || message.contains("Cannot assign requested address");
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) return cause.getClass().getSimpleName();
        return message.lines().findFirst().orElse(message);
    }
}
