package tandem.tls;

/// A file that TLS needs cannot be used. The message is for whoever wrote its name.
final class TlsFileException extends Exception {
    private static final long serialVersionUID = 1;

    private final String key;

    /// @param key whose value is to blame, `certificate` or `password-file` for example
    TlsFileException(String key, String message) {
        super(message);
        this.key = key;
    }

    TlsFileException(String key, String message, Throwable cause) {
        super(message, cause);
        this.key = key;
    }

    String key() {
        return key;
    }
}
