package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who takes gzip (RFC 9110 §12.5.3).
class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "x-gzip",
                "br, gzip;q=0.1",
                "deflate,gzip ; q=1.000",
                "*",
                "identity;q=0.5, *;q=0.5",
                "gzip, identity",
                "gzip;q=0.001"
            })
    void gzipIsTaken(String value) {
        assertThat(AcceptEncoding.takesGzip(List.of(value))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "br",
                "gzip;q=0",
                "gzip;q=0.000",
                "gzip;q=0, *",
                "*;q=0",
                "identity, gzip;q=0.5",
                "gzip;q=2",
                "gzip;q=often",
                "gzipped"
            })
    void gzipIsNotTaken(String value) {
        assertThat(AcceptEncoding.takesGzip(List.of(value))).isFalse();
    }

    @Test
    void whatIsLikedBestIsFirstAndOfEqualsTheOrderStays() {
        var offered = List.of("br", "zstd", "gzip");

        assertThat(AcceptEncoding.best(List.of("gzip, br, zstd"), offered, name -> name))
                .isEqualTo(offered);
        assertThat(AcceptEncoding.best(List.of("gzip;q=0.9, br;q=0.5"), offered, name -> name))
                .containsExactly("gzip", "br");
        assertThat(AcceptEncoding.best(List.of("*;q=0.5, br;q=0"), offered, name -> name))
                .containsExactly("zstd", "gzip");
        assertThat(AcceptEncoding.best(List.of(), offered, name -> name)).isEmpty();
    }

    /// Its section of RFC 9110 says so of gzip alone: §8.4.1.3.
    @Test
    void gzipAloneHasASecondName() {
        var offered = List.of("br", "zstd", "gzip");

        assertThat(AcceptEncoding.best(List.of("x-br, x-zstd, X-Gzip"), offered, name -> name))
                .containsExactly("gzip");
        assertThat(AcceptEncoding.best(List.of("x-br, *;q=0"), offered, name -> name))
                .isEmpty();
    }

    @Test
    void severalFieldsAreOneList() {
        assertThat(AcceptEncoding.takesGzip(List.of())).isFalse();
        assertThat(AcceptEncoding.takesGzip(List.of("br", "gzip"))).isTrue();
    }
}
