package tandem.health;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;
import tandem.backend.SocketErrors;

/// Tells what kind of failure it was that ended a check, in the words of an attempt's failures.
final class CheckFailures {
    private CheckFailures() {}

    /// How far a check had come.
    enum Stage {
        CONNECTING,
        /// The same with TLS.
        SECURING,
        WAITING_FOR_HEAD,
        READING_BODY
    }

    /// The check's time was over.
    static Failure late(Stage stage, Duration timeout) {
        String within = " within " + DurationText.of(timeout);
        return switch (stage) {
            case CONNECTING -> new Failure(Kind.CONNECT_TIMEOUT, "no connection" + within);
            case SECURING -> new Failure(Kind.CONNECT_TIMEOUT, "no connection with TLS" + within);
            case WAITING_FOR_HEAD -> new Failure(Kind.RESPONSE_TIMEOUT, "no answer" + within);
            case READING_BODY -> new Failure(Kind.RESPONSE_TIMEOUT, "no complete answer" + within);
        };
    }

    /// Something went wrong before that.
    static Failure of(Stage stage, Throwable cause, Duration timeout) {
        return switch (stage) {
            case CONNECTING, SECURING -> connecting(stage, cause, timeout);
            case WAITING_FOR_HEAD, READING_BODY -> exchanging(stage, cause);
        };
    }

    private static Failure connecting(Stage stage, Throwable cause, Duration timeout) {
        return switch (cause) {
            case UnknownHostException _ -> new Failure(Kind.UNRESOLVED, "its name does not resolve");
            case ConnectTimeoutException _ -> late(stage, timeout);
            case NoRouteToHostException _ -> new Failure(Kind.CONNECT_FAILED, "no route to host");
            case ConnectException refused -> new Failure(Kind.CONNECT_FAILED, SocketErrors.words(line(refused)));
            // Also what is no TLS at all.
            case SSLException wrong -> new Failure(Kind.TLS_FAILED, "no TLS: " + line(wrong));
            case IOException _
            when stage == Stage.SECURING -> new Failure(Kind.TLS_FAILED, "connection closed within the TLS handshake");
            default -> new Failure(Kind.CONNECT_FAILED, "cannot connect: " + SocketErrors.words(line(cause)));
        };
    }

    private static Failure exchanging(Stage stage, Throwable cause) {
        return switch (cause) {
            case PrematureChannelClosureException _ -> ended(stage, "closed");
            case IOException reset when says(reset, "reset") -> ended(stage, "reset");
            case IOException broken -> ended(stage, "broken (" + line(broken) + ")");
            case TooLongFrameException _ -> new Failure(Kind.BAD_RESPONSE, "the head of its answer is too large");
            // What Netty's decoder finds wrong, and what Vert.x finds wrong with what it decoded. Their
            // messages quote the answer, which is not to be trusted in a log.
            case DecoderException _, IllegalArgumentException _, IllegalStateException _ ->
                new Failure(Kind.BAD_RESPONSE, "its answer is not valid HTTP");
            default -> new Failure(Kind.BAD_RESPONSE, "its answer cannot be read: " + line(cause));
        };
    }

    private static Failure ended(Stage stage, String how) {
        return stage == Stage.READING_BODY
                ? new Failure(Kind.TRUNCATED_RESPONSE, "connection " + how + " within its answer")
                : new Failure(Kind.CLOSED_BEFORE_RESPONSE, "connection " + how + " without an answer");
    }

    private static boolean says(Throwable cause, String word) {
        String message = cause.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains(word);
    }

    private static String line(Throwable cause) {
        String message = cause.getMessage();
        String name = cause.getClass().getSimpleName();
        return message == null ? name : message.lines().findFirst().orElse(name);
    }
}
