package tandem.accesslog;

/// The access log of a node. Throws an [IllegalArgumentException] whose message is fit to be shown to whoever
/// wrote
/// the configuration.
///
/// @param file   is appended to, and opened anew when it has been moved away; `access-log.file`
/// @param format of its lines: `common`, `combined`, `json`, or a pattern with variables;
///               `access-log.format`,
///               default combined
/// @param queue  lines that may wait to be written, 16 to 1,000,000; beyond that they are dropped and
///               counted.
///               `access-log.queue`, default 8192
public record AccessLogSettings(String file, String format, int queue) {
    public static final int DEFAULT_QUEUE = 8192;
    public static final String DEFAULT_FORMAT = "combined";

    public AccessLogSettings {
        if (file.isBlank()) throw new IllegalArgumentException("file must be the path of a file");
        var _ = LogFormat.of(format);
        if (queue < 16 || queue > 1_000_000)
            throw new IllegalArgumentException("queue must be 16 to 1000000, not " + queue);
    }
}
