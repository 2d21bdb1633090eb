package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.cluster.Seal.Opened;

class SealTest {
    private static final byte[] SECRET = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private final Seal seal = Seal.of(Optional.of(SECRET), "web");

    @Test
    void whatIsSealedIsOpenedBySomebodyWithTheSameSecretAndClusterName() {
        byte[] packet = seal.seal("grüß dich");

        assertThat(Seal.of(Optional.of(SECRET.clone()), "web").open(packet)).isEqualTo(new Opened.Genuine("grüß dich"));
        assertThat(Seal.of(Optional.of(SECRET), "shop").open(packet)).isEqualTo(new Opened.Forged());
        assertThat(Seal.of(Optional.of(new byte[16]), "web").open(packet)).isEqualTo(new Opened.Forged());
        assertThat(Seal.of(Optional.empty(), "web").open(packet)).isEqualTo(new Opened.Forged());
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] packet = seal.seal("{\"term\":1}");
        for (int i = 0; i < packet.length; i++) {
            byte[] changed = packet.clone();
            changed[i] ^= 1;
            assertThat(seal.open(changed)).isNotInstanceOf(Opened.Genuine.class);
        }
    }

    @Test
    void whatIsCutShortOrNoneOfOursIsForeign() {
        byte[] packet = seal.seal("");
        assertThat(seal.open(packet)).isEqualTo(new Opened.Genuine(""));
        for (int length = 0; length < packet.length; length++)
            assertThat(seal.open(java.util.Arrays.copyOf(packet, length))).isEqualTo(new Opened.Foreign());
        assertThat(seal.open(new byte[500])).isEqualTo(new Opened.Foreign());
    }

    @Test
    void aSecretIsReadFromAFileWithoutTheLineEnd(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "0123456789abcdef\n");
        assertThat(Seal.secret(file)).isEqualTo(SECRET);
    }

    @Test
    void aSecretThatIsMissingOrTooShortOrTooLongIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secret");
        assertThatThrownBy(() -> Seal.secret(file))
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("secret");
        Files.writeString(file, "short\n");
        assertThatThrownBy(() -> Seal.secret(file)).hasMessageContaining("has 5 characters; expected 16 at least");
        Files.writeString(file, "x".repeat(5000));
        assertThatThrownBy(() -> Seal.secret(file)).hasMessageContaining("more than 4096 bytes");
    }
}
