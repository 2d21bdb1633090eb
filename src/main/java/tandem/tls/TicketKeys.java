package tandem.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The keys that session tickets of one listener are sealed with (RFC 5077 §4).
///
/// They belong to one listener and one way of verifying clients: a ticket says that its client was verified,
/// so a ticket of another listener must not open this one. They outlive an exchange of the certificates, and
/// with [#next] do not outlive their use: who steals a key can read the sessions that it sealed.
///
/// @param current  new tickets are sealed with it
/// @param previous tickets sealed with it are still taken
/// @param since    when the current one was made
record TicketKeys(OpenSslSessionTicketKey current, @Nullable OpenSslSessionTicketKey previous, Instant since) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static TicketKeys fresh(Instant now) {
        return new TicketKeys(random(), null, now);
    }

    /// A new key, with which this one's stays good for tickets that are out.
    TicketKeys next(Instant now) {
        return new TicketKeys(random(), current, now);
    }

    OpenSslSessionTicketKey[] all() {
        return previous == null
                ? new OpenSslSessionTicketKey[] {current}
                : new OpenSslSessionTicketKey[] {current, previous};
    }

    private static OpenSslSessionTicketKey random() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private static byte[] bytes(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
