package tandem.bench.host;

import java.io.Serial;

/// A benchmark cannot go on; the message is for whoever started it.
public final class BenchFailed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public BenchFailed(String message) {
        super(message);
    }

    public BenchFailed(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }
}
