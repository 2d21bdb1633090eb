package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tandem.vip.OwnershipState.Announcing;

class OwnershipTimingTest {
    private final OwnershipTiming timing = OwnershipTiming.ofLease(Duration.ofSeconds(2));

    @Test
    void aLeaseIsRenewedWhenAQuarterOfItIsOver() {
        assertThat(timing.renewAfter()).hasMillis(500);
        assertThat(timing.tickEvery()).hasMillis(250);
        assertThat(OwnershipTiming.ofLease(Duration.ofMillis(400)).tickEvery()).hasMillis(100);
    }

    @Test
    void theBackOffDoublesUpToItsLimit() {
        Stream<Duration> pauses = IntStream.of(1, 2, 3, 4, 5, 6, 1000).mapToObj(timing::backoff);
        assertThat(pauses)
                .extracting(Duration::toMillis)
                .containsExactly(250L, 500L, 1000L, 2000L, 4000L, 5000L, 5000L);
    }

    @Test
    void announcementsRepeatAndThenRefreshEveryMinute() {
        Stream<Duration> times = IntStream.rangeClosed(1, 6)
                .mapToObj(sent -> timing.nextAnnouncement(new Announcing(Duration.ofSeconds(10), sent, true)));
        assertThat(times)
                .extracting(Duration::toMillis)
                .containsExactly(10_100L, 10_500L, 12_000L, 13_000L, 73_000L, 133_000L);
    }

    /// Until then the kernel of a frozen owner may have answered somebody.
    @Test
    void theAddressIsAnnouncedOnceMoreWhenTheLeaseOfALostOwnerIsCertainlyOver() {
        assertThat(OwnershipTiming.ofLease(Duration.ofSeconds(1)).announceAfter())
                .endsWith(Duration.ofSeconds(2));
        assertThat(OwnershipTiming.ofLease(Duration.ofSeconds(10)).announceAfter())
                .endsWith(Duration.ofSeconds(11));
        assertThat(OwnershipTiming.ofLease(Duration.ofMillis(500)).announceAfter())
                .endsWith(Duration.ofSeconds(2));
    }

    @Test
    void aLateTickAnnouncesOnce() {
        Announcing late = timing.sentAt(Announcing.from(Duration.ZERO), Duration.ofSeconds(1));
        assertThat(late.sent()).isEqualTo(3);
    }

    @Test
    void everyModeFencesAFrozenOwner() {
        assertThat(OwnershipTiming.of(new VipSettings.Mode.None()).lease()).hasSeconds(2);
        assertThat(OwnershipTiming.of(new VipSettings.Mode.Socket("127.0.0.1", 8080))
                        .lease())
                .hasSeconds(2);
        var command = List.of("/bin/true");
        var exec = new VipSettings.Mode.Exec("203.0.113.7", command, command, List.of(), Duration.ofSeconds(10));
        assertThat(OwnershipTiming.of(exec).lease()).hasSeconds(2);
        var linux = new VipSettings.Mode.Linux("192.168.77.50", 32, "eth0", Duration.ofSeconds(5));
        assertThat(OwnershipTiming.of(linux).lease()).hasSeconds(5);
    }

    @Test
    void timesThatCannotWorkAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new OwnershipTiming(Duration.ZERO, List.of(Duration.ZERO), second, second, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OwnershipTiming(second, List.of(second), second, second, second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("start at once");
    }

    @Test
    void theMachineAsksToBeWokenForWhatComesNext() {
        Ownership ownership = new Ownership(timing);
        Duration second = Duration.ofSeconds(1);
        var waiting = new OwnershipState.NotHeld(second, OptionalLong.of(3), 1, second.plusMillis(250));
        assertThat(ownership.wake(waiting)).hasValue(second.plusMillis(250));
        assertThat(ownership.wake(Ownership.start(second))).isEmpty();

        var held = new OwnershipState.Held(second, 3, second, Announcing.from(second), new OwnershipState.Leaving.No());
        assertThat(ownership.wake(held)).hasValue(second.plusMillis(100));
        assertThat(ownership.wake(held.announcing(new Announcing(second, 3, true))))
                .hasValue(second.plusMillis(500));
        assertThat(ownership.wake(held.leavingBy(second.plusMillis(7)))).hasValue(second.plusMillis(7));
    }
}
