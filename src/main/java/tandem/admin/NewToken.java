package tandem.admin;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/// A token that was just made.
///
/// @param token what its owner keeps: 256 random bits, as text
/// @param line  what the tokens file gets
public record NewToken(String token, String line) {
    private static final int BYTES = 32;
    /// So that a leaked one is found by those who look for such things.
    private static final String PREFIX = "tdm_";

    /// Makes one.
    public static NewToken of(Caller caller) {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var role = caller.role().name().toLowerCase(Locale.ROOT);
        return new NewToken(
                token, caller.name() + " " + role + " " + Sha256.of(token).hex());
    }
}
