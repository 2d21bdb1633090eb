package tandem.cluster;

/// The member of this node cannot be started; the message says what is wrong and what to do, in a line
/// for a person.
public final class ClusterStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClusterStartException(String message) {
        super(message);
    }

    ClusterStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
