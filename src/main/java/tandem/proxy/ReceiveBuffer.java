package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The buffers that all connections of an event loop read into, one after another, so that they stay in the
/// processor's cache and cost no allocation.
///
/// Most of what is read is copied or done with before the next read. A large piece of a body is not, if the
/// other side does not take it at once: whoever passes it on keeps a slice, and then this takes another buffer
/// and leaves the old one to whoever holds it.
///
/// There is a small one and a large one. A connection that has filled the small one reads into the large one
/// next: to pass a megabyte on in four pieces takes two thirds of the processor time that it takes in sixteen,
/// because each piece wakes both of the other sides up. Other connections do not, so that a slow receiver does
/// not keep a large buffer for a small piece.
final class ReceiveBuffer implements RecvByteBufAllocator {
    /// As much as the first read of a connection brings.
    static final int BYTES = 64 * 1024;
    /// As much as a read brings where much is under way.
    static final int MANY_BYTES = 256 * 1024;

    /// Reads of one connection before the others have their turn.
    private static final int READS_IN_TURN = 4;

    private final Shared small = new Shared(BYTES);
    private final Shared large = new Shared(MANY_BYTES);
    private boolean closed;

    /// A buffer of one size.
    private final class Shared {
        private final int bytes;
        private @Nullable ByteBuf buffer;

        Shared(int bytes) {
            this.bytes = bytes;
        }

        ByteBuf take(ByteBufAllocator allocator) {
            if (closed) return allocator.directBuffer(bytes, bytes);
            ByteBuf known = buffer;
            if (known != null) {
                if (known.refCnt() == 1) return known.clear().retain();
                known.release();
            }
            ByteBuf fresh = allocator.directBuffer(bytes, bytes);
            buffer = fresh;
            return fresh.retain();
        }

        void release() {
            if (buffer != null) buffer.release();
            buffer = null;
        }
    }

    /// From now on there is nothing to share.
    void close() {
        closed = true;
        small.release();
        large.release();
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
        private Shared into = small;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return into.take(allocator);
        }

        @Override
        public int guess() {
            return into.bytes;
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
            into = bytes >= BYTES ? large : small;
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
