package tandem.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// By what the receiver of a webhook knows who sent it, as Standard Webhooks 1.0 says: the HMAC-SHA-256 (RFC
/// 2104) of its id, its time and its body. The time is in it so that a recorded one cannot be sent again
/// later.
final class WebhookSignature {
    private static final String PREFIX = "whsec_";
    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final byte[] key;

    private WebhookSignature(byte[] key) {
        this.key = key;
    }

    /// @param secret `whsec_` and the key in base64
    /// @throws IllegalArgumentException when it is no such text
    static WebhookSignature of(String secret) {
        byte[] key = secret.startsWith(PREFIX) ? decoded(secret.substring(PREFIX.length())) : new byte[0];
        if (key.length < FEWEST_BYTES || key.length > MOST_BYTES)
            throw new IllegalArgumentException("expected whsec_ and 24 to 64 random bytes in base64, as"
                    + " `echo whsec_$(openssl rand -base64 32)` makes it");
        return new WebhookSignature(key);
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /// The value of `webhook-signature`.
    ///
    /// @param id   of the message
    /// @param time of the attempt, seconds since 1970
    String of(String id, long time, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            // Every Java platform has it (java.security.Mac's specification).
            throw new IllegalStateException(e);
        }
    }
}
