package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.CheckFailures.Stage.CONNECTING;
import static tandem.health.CheckFailures.Stage.READING_BODY;
import static tandem.health.CheckFailures.Stage.SECURING;
import static tandem.health.CheckFailures.Stage.WAITING_FOR_HEAD;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;
import tandem.health.CheckFailures.Stage;

class CheckFailuresTest {

    @Test
    void aRefusedConnectionIsToldInTheSameWordsByEveryTransport() {
        Failure refused = new Failure(Kind.CONNECT_FAILED, "connection refused");

        assertThat(of(CONNECTING, new ConnectException("Connection refused: /127.0.0.1:8082")))
                .isEqualTo(refused);
        assertThat(of(
                        CONNECTING,
                        new ConnectException(
                                "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:8082")))
                .isEqualTo(refused);
    }

    @Test
    void whatElseKeepsAConnectionFromBeingMadeIsToldApart() {
        assertThat(of(CONNECTING, new UnknownHostException("tomcat-9")).kind()).isEqualTo(Kind.UNRESOLVED);
        assertThat(of(CONNECTING, new ConnectTimeoutException("timed out")))
                .isEqualTo(new Failure(Kind.CONNECT_TIMEOUT, "no connection within 1 s"));
        assertThat(of(CONNECTING, new NoRouteToHostException("No route to host")))
                .isEqualTo(new Failure(Kind.CONNECT_FAILED, "no route to host"));
        assertThat(of(CONNECTING, new SocketException("Too many open files\nand more")))
                .isEqualTo(new Failure(Kind.CONNECT_FAILED, "cannot connect: too many open files"));
    }

    @Test
    void aHandshakeThatFailsIsNotTakenForTheConnection() {
        assertThat(of(SECURING, new SSLHandshakeException("No name matching shop found")))
                .isEqualTo(new Failure(Kind.TLS_FAILED, "no TLS: No name matching shop found"));
        assertThat(of(SECURING, new ConnectException("Connection refused")).detail())
                .isEqualTo("connection refused");
        assertThat(CheckFailures.late(SECURING, Duration.ofSeconds(1)))
                .isEqualTo(new Failure(Kind.CONNECT_TIMEOUT, "no connection with TLS within 1 s"));
    }

    @Test
    void aConnectionThatEndsTooSoonSaysHowFarItCame() {
        assertThat(of(WAITING_FOR_HEAD, new PrematureChannelClosureException()))
                .isEqualTo(new Failure(Kind.CLOSED_BEFORE_RESPONSE, "connection closed without an answer"));
        assertThat(of(WAITING_FOR_HEAD, new SocketException("Connection reset")))
                .isEqualTo(new Failure(Kind.CLOSED_BEFORE_RESPONSE, "connection reset without an answer"));
        assertThat(of(READING_BODY, new PrematureChannelClosureException()))
                .isEqualTo(new Failure(Kind.TRUNCATED_RESPONSE, "connection closed within its answer"));
        assertThat(of(WAITING_FOR_HEAD, new IOException("Broken pipe")).detail())
                .isEqualTo("connection broken (Broken pipe) without an answer");
    }

    @Test
    void whatIsNotHttpIsNotQuoted() {
        Failure garbage = new Failure(Kind.BAD_RESPONSE, "its answer is not valid HTTP");

        assertThat(of(WAITING_FOR_HEAD, new IllegalArgumentException("invalid version format: \u001b[31mGARBAGE")))
                .isEqualTo(garbage);
        assertThat(of(WAITING_FOR_HEAD, new IllegalStateException("Unsupported HTTP version: HTTP/3.7")))
                .isEqualTo(garbage);
        assertThat(of(READING_BODY, new DecoderException("bad chunk size"))).isEqualTo(garbage);
        assertThat(of(WAITING_FOR_HEAD, new TooLongHttpHeaderException("8193")).detail())
                .isEqualTo("the head of its answer is too large");
    }

    @Test
    void anUnknownCauseWithoutAMessageIsNamedByItsType() {
        assertThat(of(READING_BODY, new RuntimeException()).detail())
                .isEqualTo("its answer cannot be read: RuntimeException");
    }

    @Test
    void aCheckThatIsLateSaysHowFarItCame() {
        Duration second = Duration.ofSeconds(1);

        assertThat(CheckFailures.late(CONNECTING, second))
                .isEqualTo(new Failure(Kind.CONNECT_TIMEOUT, "no connection within 1 s"));
        assertThat(CheckFailures.late(WAITING_FOR_HEAD, second))
                .isEqualTo(new Failure(Kind.RESPONSE_TIMEOUT, "no answer within 1 s"));
        assertThat(CheckFailures.late(READING_BODY, second))
                .isEqualTo(new Failure(Kind.RESPONSE_TIMEOUT, "no complete answer within 1 s"));
    }

    private static Failure of(Stage stage, Throwable cause) {
        return CheckFailures.of(stage, cause, Duration.ofSeconds(1));
    }
}
