package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceiveBufferTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final ReceiveBuffer receive = new ReceiveBuffer();
    private final RecvByteBufAllocator.ExtendedHandle one = receive.newHandle();
    private final RecvByteBufAllocator.ExtendedHandle other = receive.newHandle();

    @AfterEach
    void nothingLeaks() {
        receive.close();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private ByteBuf read(RecvByteBufAllocator.ExtendedHandle by, int bytes) {
        ByteBuf buffer = by.allocate(allocator);
        by.attemptedBytesRead(buffer.writableBytes());
        by.lastBytesRead(bytes);
        return buffer.writerIndex(bytes);
    }

    @Test
    void readsIntoTheSameBufferAgain() {
        ByteBuf first = read(one, 100);
        first.release();

        ByteBuf second = read(other, 100);

        assertThat(second).isSameAs(first);
        second.release();
    }

    @Test
    void leavesABufferToWhoeverKeepsAPieceOfIt() {
        ByteBuf first = read(one, 100);
        ByteBuf piece = first.readRetainedSlice(50);
        first.release();

        ByteBuf second = read(one, 100);

        assertThat(second).isNotSameAs(first);
        second.release();
        piece.release();
    }

    @Test
    void readsMoreAtOnceWhereTheLastReadWasFull() {
        read(one, ReceiveBuffer.BYTES).release();

        ByteBuf large = one.allocate(allocator);
        ByteBuf small = other.allocate(allocator);

        assertThat(large.capacity()).isEqualTo(ReceiveBuffer.MANY_BYTES);
        assertThat(small.capacity()).isEqualTo(ReceiveBuffer.BYTES);
        large.release();
        small.release();
    }

    @Test
    void readsLittleAgainWhereLittleCame() {
        read(one, ReceiveBuffer.BYTES).release();
        read(one, 1000).release();

        ByteBuf buffer = one.allocate(allocator);

        assertThat(buffer.capacity()).isEqualTo(ReceiveBuffer.BYTES);
        buffer.release();
    }

    @Test
    void sharesNothingOnceClosed() {
        read(one, 100).release();
        receive.close();

        ByteBuf buffer = read(one, 100);

        assertThat(buffer.refCnt()).isEqualTo(1);
        buffer.release();
    }
}
