package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
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
                Arguments.of(new SSLHandshakeException("its certificate has expired"), Kind.TLS_FAILED),
                Arguments.of(new IOException("finishConnect(..) failed: Connection reset"), Kind.CONNECT_FAILED),
                Arguments.of(new ConnectTimeoutException("connection timed out"), Kind.CONNECT_TIMEOUT),
                Arguments.of(new UnknownHostException("nowhere"), Kind.UNRESOLVED),
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

    @Test
    void theDetailIsOneLine() {
        assertThat(FailureClassifier.connecting(new IOException("one\ntwo")).detail())
                .isEqualTo("one");
        assertThat(FailureClassifier.connecting(new ClosedChannelException()).detail())
                .isEqualTo("ClosedChannelException");
    }
}
