package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VipHistoryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    private static VipHistory.Change gained(String host, long millis) {
        return new VipHistory.Change(at(millis), host, true);
    }

    private static VipHistory.Change lost(String host, long millis) {
        return new VipHistory.Change(at(millis), host, false);
    }

    @Test
    void linesOfTheMonitorAreRead() {
        String end = " scope global dynamic eth1\\       valid_lft 2sec preferred_lft 2sec";
        assertThat(VipHistory.parse(
                        "a", "[2026-01-01T00:00:01.250000] 2: eth1    inet 192.168.77.50/32" + end, "192.168.77.50"))
                .contains(gained("a", 1250));
        assertThat(VipHistory.parse(
                        "a",
                        "[2026-01-01T00:00:02.000000] Deleted 2: eth1    inet 192.168.77.50/32" + end,
                        "192.168.77.50"))
                .contains(lost("a", 2000));
    }

    @Test
    void linesAboutOtherAddressesAreNot() {
        assertThat(VipHistory.parse(
                        "a",
                        "[2026-01-01T00:00:01.250000] 1: lo    inet 192.0.2.1/32 scope global lo",
                        "192.168.77.50"))
                .isEmpty();
        assertThat(VipHistory.parse("a", "[2026-01-01T00:00:01.250000] 2: eth1    inet6 fe80::1/64", "192.168.77.50"))
                .isEmpty();
    }

    @Test
    void aRenewalIsNoChange() {
        var history = VipHistory.of(List.of(gained("a", 0), gained("a", 500), gained("a", 1000), lost("a", 3000)));
        assertThat(history.changes()).containsExactly(gained("a", 0), lost("a", 3000));
    }

    @Test
    void theTimeWithoutAnOwnerIsMeasured() {
        var history = VipHistory.of(List.of(gained("b", 900), lost("a", 400), gained("a", 0)));
        assertThat(history.longestVacant(at(0), at(2000))).isEqualTo(Duration.ofMillis(500));
        assertThat(history.longestVacant(at(600), at(2000))).isEqualTo(Duration.ofMillis(300));
        assertThat(history.longestShared(at(0), at(2000))).isZero();
        assertThat(history.owners()).containsExactly("b");
    }

    @Test
    void theTimeWithSeveralOwnersIsMeasuredAcrossTheirChanges() {
        var history = VipHistory.of(
                List.of(gained("a", 0), gained("b", 100), gained("c", 200), lost("a", 300), lost("c", 400)));
        assertThat(history.longestShared(at(0), at(1000))).isEqualTo(Duration.ofMillis(300));
        assertThat(history.ownersAt(at(250))).containsExactly("a", "b", "c");
    }

    @Test
    void ownershipIsQuietWhenNothingChangedForAWhile() {
        var history = VipHistory.of(List.of(gained("a", 0), lost("a", 1000)));
        assertThat(history.quietFor(Duration.ofMillis(500), at(1400))).isFalse();
        assertThat(history.quietFor(Duration.ofMillis(500), at(1500))).isTrue();
        assertThat(history.gained("a", at(1))).isEmpty();
        assertThat(history.lost("a", at(1))).contains(at(1000));
    }
}
