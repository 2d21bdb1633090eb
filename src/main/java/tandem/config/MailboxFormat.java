package tandem.config;

import java.util.Optional;
import tandem.Pure;

/// Where an e-mail goes: the plain form of an address (RFC 5321, 4.1.2), without a name and without quotes.
@Pure
record MailboxFormat() implements Format<String> {
    private static final int LONGEST = 254;
    private static final String ODD = "<>()[],;:\\\"";

    @Override
    public Optional<String> parse(String text) {
        int at = text.indexOf('@');
        boolean plain = text.chars().allMatch(c -> c > ' ' && c < 127 && ODD.indexOf(c) < 0);
        boolean good = plain && at > 0 && text.length() <= LONGEST && HostNameFormat.isName(text.substring(at + 1));
        return good ? Optional.of(text) : Optional.empty();
    }

    @Override
    public String expected() {
        return "an e-mail address such as ops@example.com";
    }
}
