package tandem.vip;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// An address could not be handled; the message tells a person what is wrong and, where known, what to do.
public final class AddressException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String CAPABILITIES = "CAP_NET_ADMIN and CAP_NET_RAW are needed: run as root, or grant both"
            + " (systemd: AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW; a container: --cap-add NET_ADMIN"
            + " --cap-add NET_RAW)";

    public AddressException(String message) {
        super(message);
    }

    public AddressException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// What the kernel's refusal means to a person.
    ///
    /// @param failing what cannot be done
    static AddressException of(String failing, SystemCallException refused) {
        String advice = refused.errno().equals(Errno.EPERM) ? "; " + CAPABILITIES : "";
        return new AddressException(failing + ": " + refused.getMessage() + advice, refused);
    }
}
