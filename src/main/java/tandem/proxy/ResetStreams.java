package tandem.proxy;

import java.util.LinkedHashMap;
import java.util.Map;

/// The streams of a connection that this side has reset lately. What the other side had sent on them before it knew is
/// ignored; that may be limited (RFC 9113 §5.1), and is: to the newest streams, and on each of them to so many frames.
final class ResetStreams {
    static final int MOST_STREAMS = 128;
    static final int MOST_FRAMES = 256;

    /// How many frames may still come, by stream; the oldest first.
    private final Map<Integer, Integer> left = new LinkedHashMap<>();

    void add(int stream) {
        left.put(stream, MOST_FRAMES);
        if (left.size() > MOST_STREAMS) left.remove(left.keySet().iterator().next());
    }

    /// Whether a frame that has come on a stream that is no more is to be ignored.
    boolean ignores(int stream) {
        Integer frames = left.get(stream);
        if (frames == null) return false;
        if (frames == 1) left.remove(stream);
        else left.put(stream, frames - 1);
        return true;
    }
}
