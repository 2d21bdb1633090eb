package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

final class BuffersTest {
    @Test
    void aConnectionHoldsTheOtherSideBackWhenSoMuchWaits() {
        ReceiveBuffer receive = new ReceiveBuffer();
        Buffers buffers = Buffers.of(receive, 64 * 1024);
        EmbeddedChannel first = new EmbeddedChannel();
        EmbeddedChannel later = new EmbeddedChannel();

        buffers.prepare(first);
        buffers.upTo(16 * 1024).prepare(later);

        assertThat(first.config().getWriteBufferWaterMark().high()).isEqualTo(64 * 1024);
        assertThat(first.config().getWriteBufferWaterMark().low()).isEqualTo(32 * 1024);
        assertThat(later.config().getWriteBufferWaterMark().high()).isEqualTo(16 * 1024);
        assertThat((Object) later.config().getRecvByteBufAllocator()).isSameAs(receive);
    }
}
