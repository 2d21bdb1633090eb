package tandem.notify;

import java.io.IOException;

/// A way to tell somebody.
interface Channel extends AutoCloseable {

    /// In a word, for the log.
    String name();

    /// Whether it is told of this at all.
    boolean takes(Notice notice);

    /// How often it is tried, the first attempt included.
    int attempts();

    /// Whether it is told of everything at once, however often that is.
    boolean hurried();

    /// Tells it once; blocks, but not for longer than the settings say.
    ///
    /// @throws IOException when it was not told, with the reason
    void send(Digest digest) throws IOException, InterruptedException;

    @Override
    default void close() {}
}
