package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.FileRegion;
import org.jspecify.annotations.Nullable;
import tandem.http.HeadWriter;

/// What goes out on one connection, gathered so that what comes of one read is one write: a head and a short
/// body are in one buffer.
///
/// What is gathered goes out with [Loop#flush], which every event that may have written ends with.
final class Outgoing implements Flushable {
    /// Shorter pieces are copied to their neighbours, longer ones are passed on as they are: to copy them
    /// costs less than another buffer in a write does.
    static final int COPIED_BYTES = 12 * 1024;
    private static final int FIRST_BYTES = 1024;
    private static final int CHUNK_FRAME_BYTES = 24;
    private static final byte[] HEX = HeadWriter.octets("0123456789abcdef");

    private final Loop loop;
    private final ChannelHandlerContext context;
    private @Nullable ByteBuf gathered;
    private boolean listed;

    Outgoing(Loop loop, ChannelHandlerContext context) {
        this.loop = loop;
        this.context = context;
    }

    /// Whether the other side takes more at once.
    boolean isWritable() {
        return context.channel().isWritable();
    }

    /// Writes what the loop's writer holds.
    ///
    /// @param following about how many bytes come right behind it
    void head(HeadWriter head, int following) {
        int together = following > COPIED_BYTES ? 0 : following + CHUNK_FRAME_BYTES;
        head.into(room(head.length(), together));
    }

    /// Writes the next bytes of a buffer, which is not released.
    void piece(ByteBuf in, int length) {
        add(in, length);
        sendIfLong(length);
    }

    private void add(ByteBuf in, int length) {
        if (length <= COPIED_BYTES) {
            room(length, 0).writeBytes(in, length);
        } else {
            push();
            write(in.readRetainedSlice(length));
        }
    }

    /// At once, while it is in the processor's cache; and what is gone leaves the buffer to the next read.
    private void sendIfLong(int length) {
        if (length <= COPIED_BYTES) return;
        push();
        context.flush();
    }

    /// The same as a chunk.
    void chunk(ByteBuf in, int length) {
        ByteBuf out = room(CHUNK_FRAME_BYTES, length > COPIED_BYTES ? 0 : length);
        for (int shift = (31 - Integer.numberOfLeadingZeros(length)) & ~3; shift >= 0; shift -= 4)
            out.writeByte(HEX[length >>> shift & 0xF]);
        out.writeByte('\r').writeByte('\n');
        add(in, length);
        room(2, 0).writeByte('\r').writeByte('\n');
        sendIfLong(length);
    }

    /// Writes a part of a file, which the kernel sends without showing it to anybody. It is closed then.
    ///
    /// @param listener hears how far it is, and of its end
    void file(FileRegion part, ChannelProgressiveFutureListener listener) {
        push();
        list();
        var _ = context.write(part, context.newProgressivePromise().addListener(listener));
    }

    /// Writes bytes of our own.
    void bytes(byte[] bytes) {
        room(bytes.length, 0).writeBytes(bytes);
    }

    private ByteBuf room(int needed, int wanted) {
        ByteBuf buffer = gathered;
        if (buffer != null) {
            if (buffer.writableBytes() >= needed) return buffer;
            push();
        }
        ByteBuf fresh = context.alloc().directBuffer(Math.max(FIRST_BYTES, needed + wanted));
        gathered = fresh;
        list();
        return fresh;
    }

    private void list() {
        if (listed) return;
        listed = true;
        loop.toFlush(this);
    }

    private void push() {
        ByteBuf buffer = gathered;
        if (buffer == null) return;
        gathered = null;
        write(buffer);
    }

    // Nobody waits for one write: a connection on which one fails is closed, and that is heard of.
    private void write(ByteBuf buffer) {
        var _ = context.write(buffer, context.voidPromise());
    }

    @Override
    public void flush() {
        listed = false;
        push();
        context.flush();
    }

    /// Sends everything, and then does something about the connection.
    void flushAndThen(ChannelFutureListener action) {
        push();
        var _ = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(action);
    }

    /// Drops what is not written yet.
    void discard() {
        ByteBuf buffer = gathered;
        gathered = null;
        if (buffer != null) buffer.release();
    }
}
