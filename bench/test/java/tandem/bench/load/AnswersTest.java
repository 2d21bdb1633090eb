package tandem.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final Answers answers = new Answers();

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Test
    void anAnswerEndsWithItsLastByteHoweverItComes() {
        String answer = "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-LENGTH: 5\r\nX-Content-Length: 9\r\n\r\nhello";
        for (int cut = 1; cut < answer.length(); cut++) {
            answers.reset();
            assertThat(answers.take(bytes(answer.substring(0, cut)))).isFalse();
            assertThat(answers.take(bytes(answer.substring(cut)))).isTrue();
            assertThat(answers.well()).isTrue();
        }
    }

    @Test
    void anErrorIsNotWell() {
        assertThat(answers.take(bytes("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")))
                .isTrue();
        assertThat(answers.well()).isFalse();
    }

    @Test
    void anAnswerWithoutALengthIsAnEndAndNotWell() {
        assertThat(answers.take(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")))
                .isTrue();
        assertThat(answers.well()).isFalse();
    }
}
