package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One buffer that all connections of an event loop read into, one after another, so that it stays in the
/// processor's cache and costs no allocation.
///
/// Most of what is read is copied or done with before the next read. A large piece of a body is not: whoever
/// passes it on keeps a slice, and then this takes another buffer and leaves the old one to whoever holds it.
final class ReceiveBuffer implements RecvByteBufAllocator {
    /// As much as one read brings.
    static final int BYTES = 64 * 1024;

    /// Reads of one connection before the others have their turn.
    private static final int READS_IN_TURN = 4;

    private @Nullable ByteBuf shared;
    private boolean closed;

    private ByteBuf take(ByteBufAllocator allocator) {
        if (closed) return allocator.directBuffer(BYTES, BYTES);
        ByteBuf buffer = shared;
        if (buffer != null) {
            if (buffer.refCnt() == 1) return buffer.clear().retain();
            buffer.release();
        }
        ByteBuf fresh = allocator.directBuffer(BYTES, BYTES);
        shared = fresh;
        return fresh.retain();
    }

    /// From now on there is nothing to share.
    void close() {
        closed = true;
        if (shared != null) shared.release();
        shared = null;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Reads();
    }

    private final class Reads implements ExtendedHandle {
        private @Nullable ChannelConfig config;
        private int reads;
        private int attempted;
        private int last;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return take(allocator);
        }

        @Override
        public int guess() {
            return BYTES;
        }

        @Override
        public void reset(ChannelConfig of) {
            config = of;
            reads = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            reads += count;
        }

        @Override
        public void lastBytesRead(int bytes) {
            last = bytes;
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attempted = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            return last == attempted && reads < READS_IN_TURN && config != null && config.isAutoRead();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return continueReading();
        }

        @Override
        public void readComplete() {}
    }
}
