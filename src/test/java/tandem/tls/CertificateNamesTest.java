package tandem.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateNamesTest {
    private final CertificateNames names = new CertificateNames(List.of(
            List.of("first.example"),
            List.of("shop.example.com", "*.example.com"),
            List.of("www.example.com", "SHOP.example.com", "*.api.example.com", "*.example.org")));

    @ParameterizedTest
    @CsvSource({
        "first.example, 0",
        "shop.example.com, 1",
        "Shop.Example.COM, 1",
        "shop.example.com., 1",
        "other.example.com, 1",
        "www.example.com, 2",
        "v1.api.example.com, 2",
        "api.example.com, 1",
        "a.b.example.com, 0",
        "example.com, 0",
        "x.example.org, 2",
        "unknown.test, 0",
        "localhost, 0",
        "., 0",
    })
    void theExactNameGoesBeforeTheWildcardAndThatBeforeTheFirstOfAll(String server, int certificate) {
        assertThat(names.certificateFor(Optional.of(server))).isEqualTo(certificate);
    }

    @org.junit.jupiter.api.Test
    void aClientThatNamesNoServerGetsTheFirst() {
        assertThat(names.certificateFor(Optional.empty())).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, true",
        "SHOP.example.com, true",
        "a.example.org, true",
        "*.example.org, true",
        "a.b.example.org, false",
        "example.org, false",
        "localhost, false",
    })
    void aCertificateCoversItsNamesAndOneLabelBelowItsWildcards(String name, boolean covered) {
        assertThat(CertificateNames.cover(List.of("shop.example.com", "*.Example.org"), name))
                .isEqualTo(covered);
    }
}
