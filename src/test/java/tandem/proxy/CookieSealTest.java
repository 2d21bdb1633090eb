package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CookieSealTest {
    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final CookieSeal seal = new CookieSeal(SECRET, "shop");

    @TempDir
    Path folder;

    @Test
    void aValueIsOpenedByWhoeverHasTheSecretAndThePool() {
        CookieSeal other = new CookieSeal(SECRET.clone(), "shop");
        String value = seal.seal(7, seal.backend("tomcat-1"));
        assertThat(other.open(value)).isEqualTo(new CookieSeal.Opened(7, other.backend("tomcat-1")));
        assertThat(other.backend("tomcat-2")).isNotEqualTo(other.backend("tomcat-1"));
    }

    @Test
    void aValueOfAnotherPoolOrAnotherSecretIsNotOpened() {
        String value = seal.seal(7, seal.backend("tomcat-1"));
        assertThat(new CookieSeal(SECRET, "blog").open(value)).isNull();
        assertThat(new CookieSeal("0123456789abcdeF".getBytes(StandardCharsets.US_ASCII), "shop").open(value))
                .isNull();
    }

    /// Whoever flips any bit of it does not come through.
    @Test
    void aValueOfWhichAnyBitIsAnotherIsNotOpened() {
        byte[] genuine = Base64.getUrlDecoder().decode(seal.seal(7, seal.backend("tomcat-1")));
        for (int bit = 0; bit < genuine.length * Byte.SIZE; bit++) {
            byte[] forged = genuine.clone();
            forged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThat(seal.open(Base64.getUrlEncoder().withoutPadding().encodeToString(forged)))
                    .as("bit %d", bit)
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomcat-1",
                "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
            })
    void whatWasNeverSealedIsNotOpened(String value) {
        assertThat(seal.open(value)).isNull();
    }

    @Test
    void aValueSaysNothingOfNamesAndAddresses() {
        String value = seal.seal(7, seal.backend("10.0.0.1:8080"));
        String bytes = new String(Base64.getUrlDecoder().decode(value), StandardCharsets.ISO_8859_1);
        assertThat(value).matches("[A-Za-z0-9_-]{43}").doesNotContain("8080");
        assertThat(bytes).doesNotContain("10.0").doesNotContain("8080");
        assertThat(new CookieSeal("another secret of some length".getBytes(StandardCharsets.US_ASCII), "shop")
                        .backend("10.0.0.1:8080"))
                .isNotEqualTo(seal.backend("10.0.0.1:8080"));
    }

    @Test
    void aSecretIsReadWithoutWhatIsAroundItAndHasToBeLong() throws IOException {
        Path file = folder.resolve("key");
        Files.writeString(file, " 0123456789abcdef\n");
        assertThat(CookieSeal.secret(file)).isEqualTo(SECRET);
        Files.writeString(file, "short\n");
        assertThatThrownBy(() -> CookieSeal.secret(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected 16");
        Files.writeString(file, "x".repeat(5000));
        assertThatThrownBy(() -> CookieSeal.secret(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            emptyValue = "",
            value = {
                "T=x|''",
                "T=x; a=1|a=1",
                "a=1; T=x|a=1",
                "a=1; T=x; b=2|a=1; b=2",
                "a=1;T=x;b=2|a=1;b=2",
                "T=x; T=y; b=2|b=2",
                "XT=x; TX=1; T=2|XT=x; TX=1",
                "a=T; b=1|a=T; b=1",
                "T; b=1|T; b=1",
            })
    void theOtherCookiesStayAsTheyWere(String cookies, String others) {
        assertThat(CookieText.without(cookies, "T")).isEqualTo(others);
    }
}
