package tandem.http;

/// How large the head of a message may be, and so may the fields behind its body.
///
/// @param bytes  all of it, up to the empty line and with it. `proxy.header-bytes`, default 16384
/// @param line   bytes of a request's first line. `proxy.target-bytes`, default 8192
/// @param fields how many there are. `proxy.header-fields`, default 1000
public record HeadLimits(int bytes, int line, int fields) {
    public static final HeadLimits DEFAULT = new HeadLimits(16_384, 8192, 1000);

    /// For what is written here.
    public static final HeadLimits NONE = new HeadLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
