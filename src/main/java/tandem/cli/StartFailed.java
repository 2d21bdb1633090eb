package tandem.cli;

/// A node cannot start; the message says what and why, for a person.
final class StartFailed extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailed(String message, Throwable cause) {
        super(message, cause);
    }

    /// With the cause's own message, which is for a person already.
    StartFailed(Throwable cause) {
        this(String.valueOf(cause.getMessage()), cause);
    }
}
