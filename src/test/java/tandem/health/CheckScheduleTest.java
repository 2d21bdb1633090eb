package tandem.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tandem.health.HealthSettings.Check;

class CheckScheduleTest {

    @Test
    void theFirstChecksAreSpreadOverOneInterval() {
        assertThat(CheckSchedule.first(0, 4, ofSeconds(2))).isEqualTo(Duration.ZERO);
        assertThat(CheckSchedule.first(1, 4, ofSeconds(2))).isEqualTo(ofMillis(500));
        assertThat(CheckSchedule.first(3, 4, ofSeconds(2))).isEqualTo(ofMillis(1500));
    }

    @Test
    void aBackendInDoubtIsCheckedAsOftenAsIsSaid() {
        assertThat(CheckSchedule.period(false, check(ofSeconds(2), ofMillis(300), 0), 1))
                .isEqualTo(ofSeconds(2));
        assertThat(CheckSchedule.period(true, check(ofSeconds(2), ofMillis(300), 0), 1))
                .isEqualTo(ofMillis(300));
    }

    @Test
    void whichUsuallyIsFourTimesAsOften() {
        assertThat(CheckSchedule.whenDown(ofSeconds(2))).isEqualTo(ofMillis(500));
    }

    @Test
    void butNotMoreOftenThanEveryHundredMilliseconds() {
        assertThat(CheckSchedule.whenDown(ofMillis(200))).isEqualTo(ofMillis(100));
    }

    @Test
    void andNeverLessOftenThanAHealthyOne() {
        assertThat(CheckSchedule.whenDown(ofMillis(50))).isEqualTo(ofMillis(50));
    }

    @Test
    void jitterMakesAPeriodLongerByItsPartAtMost() {
        Check check = check(ofSeconds(2), ofSeconds(1), 25);
        assertThat(CheckSchedule.period(false, check, 0)).isEqualTo(ofSeconds(2));
        assertThat(CheckSchedule.period(false, check, 0.5)).isEqualTo(ofMillis(2250));
        assertThat(CheckSchedule.period(true, check, 1)).isEqualTo(ofMillis(1250));
    }

    @Test
    void theTimeOfTheCheckItselfIsPartOfThePeriod() {
        assertThat(CheckSchedule.pause(ofSeconds(2), ofMillis(300))).isEqualTo(ofMillis(1700));
    }

    @Test
    void aCheckThatTookLongerThanThePeriodIsFollowedAtOnce() {
        assertThat(CheckSchedule.pause(ofMillis(500), ofSeconds(1))).isEqualTo(Duration.ZERO);
    }

    private static Check check(Duration interval, Duration whenDown, int jitter) {
        return new Check(Check.DEFAULT.probe(), interval, whenDown, ofSeconds(1), 2, 3, jitter);
    }
}
