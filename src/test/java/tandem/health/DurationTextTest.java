package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "350, 350 ms",
        "999, 999 ms",
        "1000, 1 s",
        "1099, 1 s",
        "7250, 7.2 s",
        "59999, 59.9 s",
        "60000, 1 min",
        "200900, 3 min 20 s",
        "3600000, 1 h",
        "7559000, 2 h 5 min",
    })
    void durationsReadAsAPersonWritesThem(long millis, String text) {
        assertThat(DurationText.of(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
