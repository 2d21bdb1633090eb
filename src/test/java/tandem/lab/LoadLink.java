package tandem.lab;

import java.io.IOException;

/// What the load client asks by: one connection at a time, opened when there is none.
interface LoadLink extends AutoCloseable {

    /// Asks and takes the answer to its end.
    ///
    /// @param deadline of the clock of [System#nanoTime]
    LoadConnection.Answer ask(String path, long deadline) throws IOException;

    @Override
    void close();
}
