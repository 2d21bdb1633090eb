package tandem.proxy;

import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/// What the connections of one event loop read into, and how much each of them may have to write before the
/// other side is held back.
record Buffers(ReceiveBuffer receive, WriteBufferWaterMark ahead) {

    /// @param bytes that wait to be written at most, and what one read brings besides
    static Buffers of(ReceiveBuffer receive, int bytes) {
        return new Buffers(receive, new WriteBufferWaterMark(bytes / 2, bytes));
    }

    /// The same with another limit, for new connections.
    Buffers upTo(int bytes) {
        return of(receive, bytes);
    }

    /// Sets what a connection is to have, before the first read. Netty has set TCP_NODELAY on each.
    void prepare(Channel channel) {
        channel.config().setRecvByteBufAllocator(receive).setWriteBufferWaterMark(ahead);
    }
}
