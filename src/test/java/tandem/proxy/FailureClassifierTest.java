package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.backend.Failure.Kind;
import tandem.backend.Failure.Reached;

final class FailureClassifierTest {
    static Stream<Arguments> connecting() {
        return Stream.of(
                Arguments.of(new ConnectException("Connection refused"), Kind.CONNECT_FAILED),
                Arguments.of(new NoRouteToHostException("No route to host"), Kind.CONNECT_FAILED),
                Arguments.of(new IOException("finishConnect(..) failed: Connection reset"), Kind.CONNECT_FAILED),
                Arguments.of(new HttpClosedException("Connection was closed"), Kind.CONNECT_FAILED),
                Arguments.of(new ConnectTimeoutException("connection timed out"), Kind.CONNECT_TIMEOUT),
                Arguments.of(new UnknownHostException("nowhere"), Kind.UNRESOLVED),
                Arguments.of(new ConnectionPoolTooBusyException("full"), Kind.POOL_EXHAUSTED),
                Arguments.of(new TimeoutException("waited"), Kind.POOL_EXHAUSTED),
                Arguments.of(new IOException("newSocketStream(..) failed: Too many open files"), Kind.POOL_EXHAUSTED),
                Arguments.of(
                        new ConnectException("connect(..) failed: Cannot assign requested address"),
                        Kind.POOL_EXHAUSTED));
    }

    @ParameterizedTest
    @MethodSource("connecting")
    void aFailureToConnectHasItsKind(Throwable cause, Kind kind) {
        assertThat(FailureClassifier.connecting(cause).kind()).isEqualTo(kind);
        assertThat(kind.reached()).isEqualTo(Reached.NO);
    }

    static Stream<Throwable> brokenOff() {
        return Stream.of(
                new HttpClosedException("Connection was closed"),
                new IOException("recvAddress(..) failed: Connection reset by peer"),
                new ClosedChannelException(),
                new PrematureChannelClosureException("Connection closed before received headers"));
    }

    @ParameterizedTest
    @MethodSource("brokenOff")
    void aConnectionThatEndsIsToldApartByWhetherTheAnswerHadBegun(Throwable cause) {
        assertThat(FailureClassifier.sent(cause, false).kind()).isEqualTo(Kind.CLOSED_BEFORE_RESPONSE);
        assertThat(FailureClassifier.sent(cause, true).kind()).isEqualTo(Kind.TRUNCATED_RESPONSE);
    }

    static Stream<Throwable> bad() {
        return Stream.of(
                new IllegalArgumentException("invalid version format: SSH-2.0"),
                new NumberFormatException("Invalid character in chunk size"),
                new TooLongHttpHeaderException("HTTP header is larger than 16384 bytes."),
                new VertxException("Received an HTTP message with no request in progress"),
                new IllegalStateException("Unsupported HTTP version: HTTP/2.0"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void anythingElseIsABadAnswer(Throwable cause) {
        assertThat(FailureClassifier.sent(cause, false).kind()).isEqualTo(Kind.BAD_RESPONSE);
        assertThat(FailureClassifier.sent(cause, true).kind()).isEqualTo(Kind.BAD_RESPONSE);
    }

    @Test
    void theDetailIsOneLine() {
        assertThat(FailureClassifier.sent(new IOException("one\ntwo"), false).detail())
                .isEqualTo("one");
        assertThat(FailureClassifier.sent(new ClosedChannelException(), false).detail())
                .isEqualTo("ClosedChannelException");
    }

    @Test
    void theDecodersReasonsAreTold() {
        assertThat(FailureClassifier.undecodable(new TooLongHttpLineException("x")))
                .isEqualTo(Refusal.LINE_TOO_LONG);
        assertThat(FailureClassifier.undecodable(new TooLongHttpHeaderException("x")))
                .isEqualTo(Refusal.HEAD_TOO_LARGE);
        assertThat(FailureClassifier.undecodable(new IllegalArgumentException("x")))
                .isEqualTo(Refusal.NOT_HTTP);
        assertThat(FailureClassifier.undecodable(null)).isEqualTo(Refusal.NOT_HTTP);
    }
}
