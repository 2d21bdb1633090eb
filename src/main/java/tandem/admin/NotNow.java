package tandem.admin;

import java.io.Serial;

/// What is asked for cannot be done at this moment of the node's life, and can be a little later: it starts, or it
/// stops. A caller may try again.
public final class NotNow extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /// @param message a line for a person
    public NotNow(String message) {
        // It is an answer, and nobody looks at where it was made.
        super(message, null, false, false);
    }
}
