package tandem.accesslog;

import java.util.Optional;

/// The access log of a node. Throws an [IllegalArgumentException] whose message is fit to be shown to whoever
/// wrote the configuration.
///
/// @param file   is appended to, and opened anew when it has been moved away; `access-log.file`
/// @param format of its lines: `common`, `combined`, `json`, or a pattern with variables;
///               `access-log.format`,
///               default combined
/// @param queue  lines that may wait to be written, 16 to 1,000,000; beyond that they are dropped and
///               counted.
///               `access-log.queue`, default 8192
/// @param rotation when the file is put aside for a new one; empty where somebody else sees to that
public record AccessLogSettings(String file, String format, int queue, Optional<Rotation> rotation) {
    public static final int DEFAULT_QUEUE = 8192;
    public static final String DEFAULT_FORMAT = "combined";

    /// When the file is put aside for a new one.
    ///
    /// @param size bytes that it has at most, but for what is written at once; 64 KiB to 1 TiB.
    ///             `access-log.rotate-size`
    /// @param keep older ones that stay: `access.log.1` is the newest of them; 1 to 1000.
    ///             `access-log.rotate-keep`, default 10
    public record Rotation(long size, int keep) {
        public static final int DEFAULT_KEEP = 10;
        public static final long LEAST_SIZE = 64 << 10;
        public static final long MOST_SIZE = 1L << 40;

        public Rotation {
            if (size < LEAST_SIZE || size > MOST_SIZE)
                throw new IllegalArgumentException("rotate-size must be 64 KiB to 1 TiB, not " + size + " bytes");
            if (keep < 1 || keep > 1000)
                throw new IllegalArgumentException("rotate-keep must be 1 to 1000, not " + keep);
        }
    }

    public AccessLogSettings {
        if (file.isBlank()) throw new IllegalArgumentException("file must be the path of a file");
        var _ = LogFormat.of(format);
        if (queue < 16 || queue > 1_000_000)
            throw new IllegalArgumentException("queue must be 16 to 1000000, not " + queue);
    }
}
