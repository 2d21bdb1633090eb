package tandem.fitness;

import java.net.InetSocketAddress;

/// A data path on the loopback address, from a listener to a backend of the node's own, of which no client and no
/// application knows.
///
/// Each body that the backend answers with ends with [#END], which occurs nowhere else in an answer.
public interface Circuit extends AutoCloseable {
    /// The last byte of every answer (ASCII's end of transmission).
    byte END = 4;

    /// Answered with 10 KB; whatever else is asked for, with about 100 bytes.
    String LONG = "/long";

    InetSocketAddress listener();

    @Override
    void close();

    /// Makes one.
    interface Opener {
        /// Blocks until it serves.
        ///
        /// @throws CircuitFailed when it cannot
        Circuit open() throws CircuitFailed, InterruptedException;
    }

    /// There is no such data path, for a reason that the message tells.
    final class CircuitFailed extends Exception {
        private static final long serialVersionUID = 1L;

        public CircuitFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
