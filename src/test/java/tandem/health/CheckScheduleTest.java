package tandem.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckScheduleTest {

    @Test
    void theFirstChecksAreSpreadOverOneInterval() {
        assertThat(CheckSchedule.first(0, 4, ofSeconds(2))).isEqualTo(Duration.ZERO);
        assertThat(CheckSchedule.first(1, 4, ofSeconds(2))).isEqualTo(ofMillis(500));
        assertThat(CheckSchedule.first(3, 4, ofSeconds(2))).isEqualTo(ofMillis(1500));
    }

    @Test
    void aBackendInDoubtIsCheckedFourTimesAsOften() {
        assertThat(CheckSchedule.period(false, ofSeconds(2))).isEqualTo(ofSeconds(2));
        assertThat(CheckSchedule.period(true, ofSeconds(2))).isEqualTo(ofMillis(500));
    }

    @Test
    void butNotMoreOftenThanEveryHundredMilliseconds() {
        assertThat(CheckSchedule.period(true, ofMillis(200))).isEqualTo(ofMillis(100));
    }

    @Test
    void andNeverLessOftenThanAHealthyOne() {
        assertThat(CheckSchedule.period(true, ofMillis(50))).isEqualTo(ofMillis(50));
    }

    @Test
    void theTimeOfTheCheckItselfIsPartOfThePeriod() {
        assertThat(CheckSchedule.pause(false, ofSeconds(2), ofMillis(300))).isEqualTo(ofMillis(1700));
    }

    @Test
    void aCheckThatTookLongerThanThePeriodIsFollowedAtOnce() {
        assertThat(CheckSchedule.pause(true, ofSeconds(2), ofSeconds(1))).isEqualTo(Duration.ZERO);
    }
}
