package tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.http.Head.Taken;

/// Whatever comes, and in whatever pieces: a head that comes at once and one that comes byte by byte are the same.
final class SplitFuzzTest {
    private static final String[] PARTS = {
        "GET",
        "POST",
        "OPTIONS",
        " ",
        " ",
        "/",
        "/a?b=%20",
        "*",
        "http://h/",
        " HTTP/1.1",
        " HTTP/1.1",
        " HTTP/1.0",
        " HTTP/2.0",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 404",
        "\r\n",
        "\r\n",
        "\r\n",
        "\r\n\r\n",
        "\n",
        "\r",
        "\t",
        "\u0000",
        "\u007f",
        "\u00e9",
        ":",
        "Host: h",
        "Host: h",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "X-A:b",
        "Connection: close, x",
        "Upgrade: w",
        ": ",
        "a b",
        "(",
        "x".repeat(40),
        "Cookie: JSESSIONID=1.b"
    };
    private static final HeadLimits LIMITS = new HeadLimits(300, 120, 1000);

    private static String message(Random random) {
        StringBuilder text = new StringBuilder();
        if (random.nextInt(3) > 0) text.append(random.nextBoolean() ? "GET / HTTP/1.1\r\n" : "HTTP/1.1 200 OK\r\n");
        for (int parts = random.nextInt(14); parts > 0; parts--) text.append(PARTS[random.nextInt(PARTS.length)]);
        return text.append("\r\n\r\n").toString();
    }

    /// What there is to know of a head after this much of the text, in two pieces and a rest byte by byte.
    private static String outcome(Head head, String text, int split) {
        ByteBuf in = Heads.bytes(text);
        Taken taken = Taken.MORE;
        for (int at = split; taken == Taken.MORE && at <= text.length(); at++) {
            ByteBuf piece = in.slice(0, at).readerIndex(in.readerIndex());
            taken = head.take(piece, LIMITS);
            in.readerIndex(piece.readerIndex());
        }
        StringBuilder outcome = new StringBuilder(taken.name());
        if (taken == Taken.REFUSED) outcome.append(' ').append(head.refusal());
        if (taken != Taken.WHOLE) return outcome.toString();
        outcome.append(" rest ").append(in.readableBytes());
        if (head instanceof RequestHead request) {
            outcome.append(' ').append(request.method()).append(' ').append(request.target());
            outcome.append(' ').append(RequestScreen.screen(request, "http"));
        }
        for (int i = 0; i < head.count(); i++)
            outcome.append('\n')
                    .append(head.name(i))
                    .append('=')
                    .append(head.value(i))
                    .append(head.field(i));
        return outcome.toString();
    }

    private static void check(Supplier<Head> head, String text) {
        String whole = outcome(head.get(), text, text.length());
        for (int split = 0; split < text.length(); split++)
            assertThat(outcome(head.get(), text, split))
                    .as("split at %s: %s", split, text)
                    .isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void piecesMakeNoDifference(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 250; i++) {
            String text = message(random);
            check(RequestHead::new, text);
            check(ResponseHead::new, text);
        }
    }
}
