package tandem.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Finds the bytes of one body after another in what comes behind their heads (RFC 9112 §6 and §7).
public final class BodyDecoder {
    /// The body is complete, and so are its trailers.
    public static final int END = -1;
    /// Nothing can be made of these bytes.
    public static final int MALFORMED = -2;
    /// All bytes are read, and the body goes on.
    public static final int MORE = 0;

    private final ChunkSize size = new ChunkSize();
    private final HeadLimits limits;
    private Framing.Kind kind = Framing.Kind.NONE;
    private Step step = Step.SIZE;
    private long left;
    private @Nullable Trailers trailers;

    private enum Step {
        SIZE,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILERS
    }

    /// @param limits of the trailers
    public BodyDecoder(HeadLimits limits) {
        this.limits = limits;
    }

    /// A body begins.
    public void begin(Framing framing) {
        kind = framing.kind();
        left = framing.length();
        step = Step.SIZE;
        size.clear();
        trailers = null;
    }

    /// What is next in these bytes.
    ///
    /// @return how many bytes of the body are next: the caller must read exactly these before it asks again; or
    ///         [#MORE], [#END] or [#MALFORMED]
    public int next(ByteBuf in) {
        return switch (kind) {
            case NONE -> END;
            case LENGTH -> left == 0 ? END : data(in);
            case CHUNKED -> chunked(in);
            case UNTIL_CLOSE -> in.readableBytes();
        };
    }

    private int data(ByteBuf in) {
        int now = (int) Math.min(left, in.readableBytes());
        left -= now;
        return now;
    }

    private int chunked(ByteBuf in) {
        while (true) {
            switch (step) {
                case SIZE -> {
                    ChunkSize.Read read = size.read(in);
                    if (read == ChunkSize.Read.MORE) return MORE;
                    if (read == ChunkSize.Read.MALFORMED) return MALFORMED;
                    left = size.value();
                    size.clear();
                    step = left == 0 ? Step.TRAILERS : Step.DATA;
                }
                case DATA -> {
                    if (left > 0) return data(in);
                    step = Step.DATA_CR;
                }
                case DATA_CR -> {
                    if (!in.isReadable()) return MORE;
                    if (in.readByte() != '\r') return MALFORMED;
                    step = Step.DATA_LF;
                }
                case DATA_LF -> {
                    if (!in.isReadable()) return MORE;
                    if (in.readByte() != '\n') return MALFORMED;
                    step = Step.SIZE;
                }
                case TRAILERS -> {
                    return trailers(in);
                }
            }
        }
    }

    private int trailers(ByteBuf in) {
        Trailers found = trailers;
        if (found == null) {
            int at = in.readerIndex();
            if (in.readableBytes() >= 2 && in.getByte(at) == '\r' && in.getByte(at + 1) == '\n') {
                in.readerIndex(at + 2);
                kind = Framing.Kind.NONE;
                return END;
            }
            found = new Trailers();
            trailers = found;
        }
        return switch (found.take(in, limits)) {
            case MORE -> MORE;
            case REFUSED -> MALFORMED;
            case WHOLE -> {
                kind = Framing.Kind.NONE;
                yield END;
            }
        };
    }

    /// What came behind a chunked body that has ended, null when nothing did.
    public @Nullable Trailers trailers() {
        return trailers == null || trailers.count() == 0 ? null : trailers;
    }

    /// Whether the body ends with the connection.
    public boolean endsWithConnection() {
        return kind == Framing.Kind.UNTIL_CLOSE;
    }
}
