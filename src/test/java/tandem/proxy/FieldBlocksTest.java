package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class FieldBlocksTest {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    private final FieldBlocks blocks = new FieldBlocks();

    private static ByteBuf preface() {
        return Unpooled.buffer().writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuf frame(ByteBuf to, int type, int flags, int length) {
        return to.writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(1)
                .writeZero(length);
    }

    @Test
    void aBlockIsOpenUntilTheFrameThatEndsItIsThere() {
        blocks.follow(frame(preface(), HEADERS, 0, 100), 7);
        assertThat(blocks.isOpen()).isTrue();
        assertThat(blocks.since()).isEqualTo(7);
        blocks.follow(frame(Unpooled.buffer(), CONTINUATION, 0, 0), 8);
        assertThat(blocks.isOpen()).isTrue();
        assertThat(blocks.since()).isEqualTo(7);
        blocks.follow(frame(Unpooled.buffer(), CONTINUATION, END_HEADERS, 70_000), 9);
        assertThat(blocks.isOpen()).isFalse();
    }

    @Test
    void whatIsWholeIsNotOpen() {
        ByteBuf in = preface();
        for (int i = 0; i < 10; i++) {
            frame(in, HEADERS, END_HEADERS, 20 * i);
            // Of other frames this flag means something else, or nothing.
            frame(in, DATA, END_HEADERS, 300);
        }
        blocks.follow(in, 1);
        assertThat(blocks.isOpen()).isFalse();
        assertThat(in.readerIndex()).isZero();
    }

    @Test
    void theNextBlockBeginsAtItsOwnTime() {
        blocks.follow(frame(preface(), HEADERS, 0, 5), 1);
        ByteBuf in = frame(Unpooled.buffer(), CONTINUATION, END_HEADERS, 5);
        blocks.follow(frame(in, HEADERS, 0, 5), 2);
        assertThat(blocks.isOpen()).isTrue();
        assertThat(blocks.since()).isEqualTo(2);
    }

    @Test
    void piecesMakeNoDifference() {
        ByteBuf in = frame(frame(preface(), DATA, 0, 3), HEADERS, 0, 3);
        int begins = 24 + 12;
        int end = frame(in, CONTINUATION, END_HEADERS, 2).writerIndex();
        for (int at = 0; at < end; at++) {
            blocks.follow(in.slice(at, 1), at);
            // What kind of frame it is stands in the fourth byte, and more that matters in the fifth.
            assertThat(blocks.isOpen()).as("after byte %s", at).isEqualTo(at >= begins + 4 && at < end - 1);
        }
        assertThat(blocks.since()).isEqualTo(begins);
    }
}
