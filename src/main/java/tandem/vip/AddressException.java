package tandem.vip;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// An address could not be handled; the message tells a person what is wrong and, where known, what to do.
public final class AddressException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    public AddressException(String message) {
        super(message);
    }

    public AddressException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
