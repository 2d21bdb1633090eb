package tandem.proxy;

import io.netty.buffer.ByteBuf;

/// Follows the frames that an HTTP/2 client sends (RFC 9113 §4.1), only to know whether it is in the
/// middle of a block of fields, and since when.
///
/// The codec tells of a block when it is complete. Until then the client can send nothing else on the
/// connection (§4.3).
final class FieldBlocks {
    private static final int PREFACE_BYTES = 24;
    /// Length, type and flags of a frame.
    private static final int START_BYTES = 5;
    /// The number of its stream, which comes behind them.
    private static final int STREAM_BYTES = 4;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 4;

    /// Bytes to the next frame.
    private int left = PREFACE_BYTES;
    /// What has come of its start.
    private long start;
    private int startBytes;
    private long begun;
    private boolean open;
    private boolean ends;
    private long since;

    /// Whether a block has begun and is not complete.
    boolean isOpen() {
        return open;
    }

    /// When it has begun.
    long since() {
        return since;
    }

    /// Looks at what has come, and reads nothing of it.
    void follow(ByteBuf in, long now) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        while (left <= end - at) {
            at += left;
            left = 0;
            if (ends) open = false;
            ends = false;
            if (at == end) return;
            if (startBytes == 0) begun = now;
            while (startBytes < START_BYTES) {
                if (at == end) return;
                start = start << 8 | in.getUnsignedByte(at++);
                startBytes++;
            }
            frame();
        }
        left -= end - at;
    }

    /// A frame begins.
    private void frame() {
        int type = (int) (start >>> 8) & 0xFF;
        boolean last = (start & END_HEADERS) != 0;
        left = (int) (start >>> 16) + STREAM_BYTES;
        start = 0;
        startBytes = 0;
        if (type == HEADERS) {
            open = true;
            since = begun;
        }
        ends = last && (type == HEADERS || type == CONTINUATION);
    }
}
