package tandem.proxy;

import java.time.Duration;
import tandem.Pure;

/// What one HTTP/2 connection of a client may do. Beyond, it is told ENHANCE_YOUR_CALM, and ends.
///
/// @param streams       requests at a time; a further one is refused by itself. `proxy.http2.streams`, default 100
/// @param resets        resets within the window (CVE-2023-44487), whether the client sends them or provokes them
///                      (CVE-2025-8671). `proxy.http2.resets`, default 200
/// @param resetWindow   whole seconds. `proxy.http2.reset-window`, default 30 s
/// @param controlFrames pings, settings, priorities and unknown frames within ten seconds (CVE-2019-9512, -9515).
///                      `proxy.http2.control-frames`, default 500
/// @param continuations small CONTINUATION frames in a row (CVE-2024-27983). `proxy.http2.continuations`, default 16
/// @param emptyFrames   empty data frames in a row. `proxy.http2.empty-frames`, default 2
/// @param window        bytes of all requests' bodies together that are taken ahead of the backends.
///                      `proxy.http2.window`, default 1 MiB
@Pure
public record Http2Limits(
        int streams,
        int resets,
        Duration resetWindow,
        int controlFrames,
        int continuations,
        int emptyFrames,
        int window) {
    private static final int KIBIBYTE = 1024;

    public static final Http2Limits DEFAULT =
            new Http2Limits(100, 200, Duration.ofSeconds(30), 500, 16, 2, KIBIBYTE * KIBIBYTE);

    public Http2Limits {
        between("streams", streams, 10_000);
        between("resets", resets, 1_000_000);
        between("reset-window in seconds", (int) Math.min(resetWindow.toSeconds(), Integer.MAX_VALUE), 3600);
        between("control-frames", controlFrames, 1_000_000);
        between("continuations", continuations, 10_000);
        between("empty-frames", emptyFrames, 10_000);
        // A connection begins with 64 KiB less one byte, and that cannot be taken back (RFC 9113 §6.9.2).
        if (window < 64 * KIBIBYTE || window > 256 * KIBIBYTE * KIBIBYTE)
            throw new IllegalArgumentException("http2: window must be 65536 to 268435456, not " + window);
    }

    private static void between(String key, int value, int most) {
        if (value < 1 || value > most)
            throw new IllegalArgumentException("http2: " + key + " must be 1 to " + most + ", not " + value);
    }
}
