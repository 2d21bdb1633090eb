package tandem.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A way to tell somebody.
interface Channel extends AutoCloseable {

    /// In a word, for the log.
    String name();

    /// Whether it is told of this at all.
    default boolean takes(Notice notice) {
        return true;
    }

    /// How often it is tried, the first attempt included.
    int attempts();

    /// Whether it is told of everything at once, however often that is.
    default boolean hurried() {
        return false;
    }

    /// Tells it once; blocks, but not for longer than the settings say.
    ///
    /// @throws IOException when it was not told, with the reason
    void send(Digest digest) throws IOException, InterruptedException;

    /// What comes of telling it.
    ///
    /// @throws IOException when that fails, or nothing comes within the limit
    static <T> T within(Duration limit, Future<T> answer) throws IOException, InterruptedException {
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? e.toString() : e.getCause().toString(), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + limit.toMillis() + " ms", e);
        }
    }

    @Override
    default void close() {}
}
