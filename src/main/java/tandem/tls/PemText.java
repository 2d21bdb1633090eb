package tandem.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import tandem.Pure;

/// The blocks of a PEM text (RFC 7468). What stands between them does not count.
@Pure
final class PemText {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----");

    private PemText() {}

    /// A block.
    ///
    /// @param label  such as `CERTIFICATE`
    /// @param body   its bytes; empty when it is not base64
    /// @param legacy whether it is encrypted in the way from before PKCS #8, with header lines (RFC 1421)
    // Blocks are read once and never compared.
    @SuppressWarnings("ArrayRecordComponent")
    record Block(String label, byte[] body, boolean legacy) {
        boolean isPrivateKey() {
            return label.endsWith("PRIVATE KEY");
        }
    }

    static List<Block> blocks(byte[] file) {
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            var content = matcher.group(2);
            boolean legacy = content.contains("ENCRYPTED");
            blocks.add(new Block(matcher.group(1), legacy ? new byte[0] : decode(content), legacy));
        }
        return blocks;
    }

    private static byte[] decode(String content) {
        try {
            return Base64.getDecoder().decode(content.replaceAll("\\s", ""));
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
