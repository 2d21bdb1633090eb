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
        assertThat(Seal.secrets(file)).containsExactly(SECRET);
    }

    @Test
    void whileSecretsAreExchangedTheFirstSealsAndAnyOpens(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secret");
        Seal before = Seal.of(Optional.of(SECRET), "web");
        Files.writeString(file, "0123456789abcdef\n\n  fedcba9876543210 \n");
        Seal both = Seal.of(Seal.secrets(file), "web");
        Files.writeString(file, "fedcba9876543210\n0123456789abcdef\n");
        Seal turned = Seal.of(Seal.secrets(file), "web");
        Files.writeString(file, "fedcba9876543210\n");
        Seal after = Seal.of(Seal.secrets(file), "web");

        assertThat(both.open(before.seal("hello"))).isEqualTo(new Opened.Genuine("hello"));
        assertThat(before.open(both.seal("hello"))).isEqualTo(new Opened.Genuine("hello"));
        assertThat(both.open(turned.seal("hello"))).isEqualTo(new Opened.Genuine("hello"));
        assertThat(turned.open(both.seal("hello"))).isEqualTo(new Opened.Genuine("hello"));
        assertThat(after.open(turned.seal("hello"))).isEqualTo(new Opened.Genuine("hello"));
        assertThat(turned.open(after.seal("hello"))).isEqualTo(new Opened.Genuine("hello"));
        assertThat(after.open(before.seal("hello"))).isEqualTo(new Opened.Forged());
    }

    @Test
    void aSecretThatIsMissingOrTooShortOrTooLongIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("secret");
        assertThatThrownBy(() -> Seal.secrets(file))
                .hasMessageContaining("cannot be read")
                .hasMessageContaining("secret");
        Files.writeString(file, "short\n");
        assertThatThrownBy(() -> Seal.secrets(file)).hasMessageContaining("has 5 characters; expected 16 at least");
        Files.writeString(file, "x".repeat(5000));
        assertThatThrownBy(() -> Seal.secrets(file)).hasMessageContaining("more than 4096 bytes");
        Files.writeString(file, "0123456789abcdef\nshort\n");
        assertThatThrownBy(() -> Seal.secrets(file)).hasMessageContaining("has 5 characters");
        Files.writeString(file, "\n \n");
        assertThatThrownBy(() -> Seal.secrets(file)).hasMessageContaining("has 0 characters");
        Files.writeString(file, "0123456789abcdef\n".repeat(5));
        assertThatThrownBy(() -> Seal.secrets(file)).hasMessageContaining("has 5 secrets");
    }
}
