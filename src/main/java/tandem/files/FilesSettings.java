package tandem.files;

/// Who reads the files that are served. No event loop does, since a disk may be slow.
///
/// @param threads how many read at a time, 1 to 64; `files.threads`, default 4
/// @param waiting requests that may wait for one of them, 0 to 1000000; the next one gets 503. `files.waiting`, default
///                1024
public record FilesSettings(int threads, int waiting) {
    public static final FilesSettings DEFAULT = new FilesSettings(4, 1024);

    private static final int MOST_THREADS = 64;
    private static final int MOST_WAITING = 1_000_000;

    public FilesSettings {
        if (threads < 1 || threads > MOST_THREADS)
            throw new IllegalArgumentException("threads must be 1 to " + MOST_THREADS + ", not " + threads);
        if (waiting < 0 || waiting > MOST_WAITING)
            throw new IllegalArgumentException("waiting must be 0 to " + MOST_WAITING + ", not " + waiting);
    }
}
