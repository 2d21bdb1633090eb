package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// The body of an answer on its way through gzip (RFC 1952).
///
/// What one event brings goes out with it, so that a client gets what a backend says when it says it: an event of a
/// stream of events, a page that is shown while it is made. What is written is written at once and never kept, so that
/// the client holds the backend back as without it.
final class GzipBody implements Flushable {
    /// Shorter than what is passed on without being copied, since it is used again at once.
    private static final int PIECE_BYTES = 8 * 1024;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int TRAILER_BYTES = 8;

    private final Loop loop;
    private final ClientStream to;
    private final IntConsumer written;
    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final byte[] piece = new byte[PIECE_BYTES];
    private int filled;
    private boolean listed;
    private boolean dirty;
    private boolean over;

    /// A body begins; before its head is written, so that both go out together.
    ///
    /// @param written hears of each piece's length
    GzipBody(Loop loop, ClientStream to, int level, IntConsumer written) {
        this.loop = loop;
        this.to = to;
        this.written = written;
        this.deflater = new Deflater(level, true);
        System.arraycopy(HEADER, 0, piece, 0, HEADER.length);
        filled = HEADER.length;
        list();
    }

    private void list() {
        if (listed) return;
        listed = true;
        loop.toFlush(this);
    }

    /// The next bytes have come; exactly these are read.
    void write(ByteBuf in, int length) {
        if (over) {
            in.skipBytes(length);
            return;
        }
        ByteBuffer bytes = in.nioBuffer(in.readerIndex(), length);
        crc.update(bytes.duplicate());
        deflater.setInput(bytes);
        deflate(Deflater.NO_FLUSH);
        in.skipBytes(length);
        dirty = true;
        list();
    }

    private void deflate(int flush) {
        // Where the client turns out to be gone when it is written to, this is closed.
        while (!over) {
            int room = PIECE_BYTES - filled;
            int more = deflater.deflate(piece, filled, room, flush);
            filled += more;
            if (more < room) return;
            push();
        }
    }

    private void push() {
        if (filled == 0) return;
        int length = filled;
        filled = 0;
        written.accept(length);
        to.write(Unpooled.wrappedBuffer(piece, 0, length), length);
    }

    @Override
    public void flush() {
        listed = false;
        if (over || !dirty) return;
        dirty = false;
        deflate(Deflater.SYNC_FLUSH);
        push();
    }

    /// All of it has come.
    void end() {
        if (over) return;
        deflater.finish();
        deflate(Deflater.NO_FLUSH);
        if (PIECE_BYTES - filled < TRAILER_BYTES) push();
        if (over) return;
        number(crc.getValue());
        number(deflater.getBytesRead());
        push();
        close();
    }

    /// The lowest 32 bits, the last of them first.
    private void number(long value) {
        for (int shift = 0; shift < 32; shift += 8) piece[filled++] = (byte) (value >>> shift);
    }

    /// Nobody wants more of it.
    void close() {
        if (over) return;
        over = true;
        deflater.end();
    }
}
