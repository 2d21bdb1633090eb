package tandem.proxy;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;

/// What the exceptions of Vert.x and Netty say of an attempt, or of a request.
final class FailureClassifier {
    private FailureClassifier() {}

    /// No connection could be had, so nothing of the request was sent.
    static Failure connecting(Throwable cause) {
        return failure(connectingKind(cause), cause);
    }

    private static Kind connectingKind(Throwable cause) {
        // A ConnectException too: it comes first.
        if (cause instanceof ConnectTimeoutException) return Kind.CONNECT_TIMEOUT;
        if (cause instanceof UnknownHostException) return Kind.UNRESOLVED;
        if (cause instanceof ConnectionPoolTooBusyException) return Kind.POOL_EXHAUSTED;
        // The wait for a free connection has its own time-out, beside that of connecting.
        if (cause instanceof TimeoutException) return Kind.POOL_EXHAUSTED;
        return isShortage(text(cause)) ? Kind.POOL_EXHAUSTED : Kind.CONNECT_FAILED;
    }

    /// This host has no file descriptor or no local port left: nothing that a backend could be
    /// blamed for. The native transport tells it by the message alone.
    private static boolean isShortage(String message) {
        return message.contains("Too many open files") || message.contains("Cannot assign requested address");
    }

    /// At least the head of the request was on its way.
    ///
    /// @param answering whether the head of the answer had come
    static Failure sent(Throwable cause, boolean answering) {
        boolean brokeOff = cause instanceof HttpClosedException
                || cause instanceof IOException
                || cause instanceof PrematureChannelClosureException;
        if (!brokeOff) return failure(Kind.BAD_RESPONSE, cause);
        return failure(answering ? Kind.TRUNCATED_RESPONSE : Kind.CLOSED_BEFORE_RESPONSE, cause);
    }

    /// Which rule a client's request broke that the decoder gave up on.
    static Refusal undecodable(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) return Refusal.LINE_TOO_LONG;
        if (cause instanceof TooLongHttpHeaderException) return Refusal.HEAD_TOO_LARGE;
        return Refusal.NOT_HTTP;
    }

    private static Failure failure(Kind kind, Throwable cause) {
        return new Failure(kind, text(cause));
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) return cause.getClass().getSimpleName();
        return message.lines().findFirst().orElse(message);
    }
}
