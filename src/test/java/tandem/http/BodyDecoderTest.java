package tandem.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9112 §6.3 and §7.1.
final class BodyDecoderTest {
    private static final HeadLimits LIMITS = new HeadLimits(1000, 1000, 1000);

    /// What became of a body.
    ///
    /// @param end  what the decoder said last
    /// @param body what it took for the body
    /// @param rest what it left
    record Decoded(int end, String body, String rest) {}

    /// Decodes text that comes in pieces of this length.
    private static Decoded decode(BodyDecoder decoder, Framing framing, String text, int piece) {
        decoder.begin(framing);
        StringBuilder body = new StringBuilder();
        int end = BodyDecoder.MORE;
        int at = 0;
        while (true) {
            ByteBuf in = Heads.bytes(text.substring(at, Math.min(text.length(), at + piece)));
            int next = decoder.next(in);
            while (next > 0) {
                body.append(in.readCharSequence(next, StandardCharsets.ISO_8859_1));
                next = decoder.next(in);
            }
            at += in.readerIndex();
            end = next;
            if (end != BodyDecoder.MORE || at == text.length()) break;
        }
        return new Decoded(end, body.toString(), text.substring(at));
    }

    private static Decoded decode(Framing framing, String text) {
        Decoded whole = decode(new BodyDecoder(LIMITS), framing, text, text.length());
        for (int piece = 1; piece < text.length(); piece++) {
            Decoded inPieces = decode(new BodyDecoder(LIMITS), framing, text, piece);
            assertThat(inPieces.end).as("pieces of %s", piece).isEqualTo(whole.end);
            assertThat(inPieces.body).isEqualTo(whole.body);
            if (whole.end == BodyDecoder.END) assertThat(inPieces.rest).isEqualTo(whole.rest);
        }
        return whole;
    }

    @Test
    void aBodyOfKnownLengthEndsThere() {
        assertThat(decode(Framing.ofLength(4), "bodyrest")).isEqualTo(new Decoded(BodyDecoder.END, "body", "rest"));
        assertThat(decode(Framing.ofLength(4), "bod")).isEqualTo(new Decoded(BodyDecoder.MORE, "bod", ""));
        assertThat(decode(Framing.NONE, "rest")).isEqualTo(new Decoded(BodyDecoder.END, "", "rest"));
        assertThat(decode(Framing.UNTIL_CLOSE, "all")).isEqualTo(new Decoded(BodyDecoder.MORE, "all", ""));
    }

    static Stream<Arguments> chunked() {
        return Stream.of(
                Arguments.of("0\r\n\r\n", ""),
                Arguments.of("4\r\nWiki\r\n0\r\n\r\n", "Wiki"),
                Arguments.of("4\r\nWiki\r\n6\r\npedia \r\n0\r\n\r\n", "Wikipedia "),
                Arguments.of("A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
                Arguments.of("a\r\n0123456789\r\n00\r\n\r\n", "0123456789"),
                Arguments.of("00004\r\nWiki\r\n0000\r\n\r\n", "Wiki"),
                Arguments.of("4;ext\r\nWiki\r\n0;last\r\n\r\n", "Wiki"),
                Arguments.of("4;a=b;c=\"d \\\" e\";f\r\nWiki\r\n0\r\n\r\n", "Wiki"),
                Arguments.of("4 ; a = b\r\nWiki\r\n0\r\n\r\n", "Wiki"),
                Arguments.of("4\r\n\r\n0\r\r\n0\r\n\r\n", "\r\n0\r"),
                Arguments.of("0\r\nA: b\r\nC: d\r\n\r\n", ""));
    }

    @ParameterizedTest
    @MethodSource("chunked")
    void aChunkedBodyEndsWithItsLastChunk(String text, String body) {
        assertThat(decode(Framing.CHUNKED, text + "rest")).isEqualTo(new Decoded(BodyDecoder.END, body, "rest"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "+4\r\nbody\r\n",
                "-4\r\nbody\r\n",
                "0x4\r\nbody\r\n",
                "0_4\r\nbody\r\n",
                " 4\r\nbody\r\n",
                "4 \r\nbody\r\n",
                "4\t\r\nbody\r\n",
                "4 junk\r\nbody\r\n",
                "4\nbody\r\n",
                "4\r\r\nbody\r\n",
                "4\rbody\r\n",
                "g\r\nbody\r\n",
                "1111111111111111\r\n",
                "ffffffffffffffff\r\n",
                "4;\r\nbody\r\n",
                "4;;a\r\nbody\r\n",
                "4;=b\r\nbody\r\n",
                "4;a=\r\nbody\r\n",
                "4;a b\r\nbody\r\n",
                "4;a \r\nbody\r\n",
                "4;a=b\t\r\nbody\r\n",
                "4;a=b c\r\nbody\r\n",
                "4;a\nb\r\nbody\r\n",
                "4;a\rb\r\nbody\r\n",
                "4;a\u0000\r\nbody\r\n",
                "4;a=\"b\r\n\"\r\nbody\r\n",
                "4;a=\"b\"c\r\nbody\r\n",
                "4;a=\"\\\u0000\"\r\nbody\r\n",
                "2\r\nbody\r\n",
                "4\r\nbody\n",
                "4\r\nbody\r0",
                "4\r\nbody0\r\n",
                "0\r\n\n",
                "0\r\nA : b\r\n\r\n",
                "0\r\nA\r\n\r\n",
                "0\r\n A: b\r\n\r\n",
                "0\r\nA: b\u0000\r\n\r\n",
                "0\n\r\n"
            })
    void junkInTheFramingIsMalformed(String text) {
        assertThat(decode(Framing.CHUNKED, text + "0\r\n\r\n").end).isEqualTo(BodyDecoder.MALFORMED);
    }

    @Test
    void endlessExtensionsAreMalformed() {
        assertThat(decode(new BodyDecoder(LIMITS), Framing.CHUNKED, "4;" + "a".repeat(2000), 100).end)
                .isEqualTo(BodyDecoder.MALFORMED);
    }

    @Test
    void endlessTrailersAreMalformed() {
        assertThat(decode(new BodyDecoder(LIMITS), Framing.CHUNKED, "0\r\n" + "A: b\r\n".repeat(500), 100).end)
                .isEqualTo(BodyDecoder.MALFORMED);
    }

    @Test
    void trailersAreKept() {
        BodyDecoder decoder = new BodyDecoder(LIMITS);
        decode(decoder, Framing.CHUNKED, "1\r\nx\r\n0\r\nA: b\r\nETag: \"c\"\r\n\r\n", 3);
        Trailers trailers = Objects.requireNonNull(decoder.trailers());
        assertThat(trailers.values("etag")).isEqualTo(List.of("\"c\""));
        assertThat(trailers.count()).isEqualTo(2);
        decode(decoder, Framing.CHUNKED, "1\r\nx\r\n0\r\n\r\n", 3);
        assertThat(decoder.trailers()).isNull();
    }
}
