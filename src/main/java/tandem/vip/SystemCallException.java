package tandem.vip;

import java.io.Serial;

/// The kernel refused a call or a request.
final class SystemCallException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int number;

    /// @param what   the call or request
    /// @param detail the kernel's own words, empty when it gave none
    SystemCallException(String what, Errno errno, String detail) {
        super(what + ": " + errno.text() + (detail.isEmpty() ? "" : " (" + detail + ")"));
        this.number = errno.number();
    }

    Errno errno() {
        return new Errno(number);
    }
}
