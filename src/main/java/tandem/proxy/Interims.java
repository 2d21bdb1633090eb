package tandem.proxy;

/// Counts the answers before the final one. They pass whether the client reads or not (RFC 9110 §15.2), and so are kept
/// for one that does not.
final class Interims {
    private static final int MOST = 100;

    private int count;

    /// Another one has come. Answers whether that is more than a backend may send.
    boolean isOneTooMany() {
        return ++count > MOST;
    }
}
