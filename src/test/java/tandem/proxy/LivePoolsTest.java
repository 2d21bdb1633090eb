package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.balance.Algorithm;
import tandem.fixture.CapturedLog;
import tandem.health.HealthSettings;
import tandem.health.HealthTable;

class LivePoolsTest {
    private static final Backend A = new Backend("a", "127.0.0.1", 8001, 1);
    private static final Backend B = new Backend("b", "127.0.0.1", 8002, 1);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final HealthTable table = new HealthTable("p", List.of(A, B), HealthSettings.DEFAULT, () -> 0, _ -> {});
    private Instant now = NOON;
    private int inFlight = 1;
    private Duration quiet = Duration.ofDays(1);
    private Map<String, Long> moved = Map.of();
    private final Map<String, String> learned = new HashMap<>();
    private final LivePools pools = new LivePools(
            List.of(new LivePools.Pool(
                    new PoolSettings("p", Algorithm.ROUND_ROBIN, List.of(A, B), HealthSettings.DEFAULT), table)),
            _ -> Optional.of(new Counted()),
            () -> now);

    @RegisterExtension
    final CapturedLog logged = new CapturedLog(LivePools.class);

    private final class Counted implements LivePools.Counted {
        @Override
        public List<ProxySnapshot.BackendTraffic> snapshot() {
            return List.of(new ProxySnapshot.BackendTraffic(
                    "a", new PoolSnapshot.Traffic(9, 2, inFlight, Optional.of(Duration.ofMillis(3)), 6, 4, 0)));
        }

        @Override
        public Optional<PoolSnapshot.Queue> waiting() {
            return Optional.of(new PoolSnapshot.Queue(10, 3, 2, 1));
        }

        /// One, as long as its last request was not longer ago than this.
        @Override
        public int sessions(Backend backend, Duration window) {
            return quiet.compareTo(window) < 0 ? 1 : 0;
        }

        @Override
        public long stickyBreaks() {
            return 7;
        }

        @Override
        public Map<String, Long> takeStickyBreaks() {
            Map<String, Long> taken = moved;
            moved = Map.of();
            return taken;
        }

        @Override
        public long cookiesRefused() {
            return 5;
        }

        @Override
        public PoolSnapshot.Hedges hedges() {
            return new PoolSnapshot.Hedges(2, 1);
        }

        @Override
        public Map<String, String> routes() {
            return learned;
        }

        @Override
        public void learn(String route, String backend) {
            learned.put(route, backend);
        }
    }

    @Test
    void aPoolIsShownWithWhatItsBackendsDo() {
        PoolSnapshot pool = pools.list().getFirst();
        assertThat(pool.name()).isEqualTo("p");
        assertThat(pool.version()).isZero();
        assertThat(pool.backends()).hasSize(2);
        assertThat(pool.queue()).hasValue(new PoolSnapshot.Queue(10, 3, 2, 1));
        PoolSnapshot.Member first = pool.backends().getFirst();
        assertThat(first.status().backend()).isEqualTo(A);
        assertThat(first.mode()).isEqualTo(new Mode.Enabled());
        assertThat(first.traffic())
                .isEqualTo(new PoolSnapshot.Traffic(9, 2, 1, Optional.of(Duration.ofMillis(3)), 6, 4, 0));
        assertThat(pool.hedges()).isEqualTo(new PoolSnapshot.Hedges(2, 1));
        assertThat(pool.sticky()).isEqualTo(new PoolSnapshot.Sticky(7, 5, Optional.empty()));
        assertThat(pool.backends().getLast().traffic()).isEqualTo(PoolSnapshot.Traffic.NONE);
    }

    @Test
    void routesAreLearnedFromOtherNodesToo() {
        pools.learn("p", Map.of("r1", "a"));
        assertThat(pools.routes("p")).isEqualTo(Map.of("r1", "a"));
    }

    @Test
    void aChangeShowsThePoolAfterIt() {
        Pools.Changed changed = pools.change("p", new PoolChange.Weigh("a", 5));
        assertThat(changed).isInstanceOfSatisfying(Pools.Changed.Done.class, done -> {
            assertThat(done.after().version()).isEqualTo(1);
            assertThat(done.after().backends().getFirst().status().backend().weight())
                    .isEqualTo(5);
        });
    }

    @Test
    void whatCannotBeDoneIsRefusedWithItsReason() {
        assertThat(pools.change("q", new PoolChange.Enable("a")))
                .isEqualTo(
                        new Pools.Changed.Refused(new PoolRefusal(PoolRefusal.Why.NO_SUCH_POOL, "there is no pool q")));
        assertThat(pools.change("p", new PoolChange.Enable("c")))
                .isEqualTo(new Pools.Changed.Refused(
                        new PoolRefusal(PoolRefusal.Why.NO_SUCH_BACKEND, "pool p has no backend c")));
    }

    @Test
    void aDrainEndsWhenNoSessionHasMovedForFiveMinutesAndNothingIsInFlight() {
        pools.change("p", new PoolChange.Drain("a", Duration.ofHours(1)));
        inFlight = 0;
        tickAt(299);
        assertThat(modeOfFirst()).isInstanceOf(Mode.Draining.class);
        inFlight = 1;
        tickAt(301);
        assertThat(modeOfFirst()).isInstanceOf(Mode.Draining.class);
        inFlight = 0;
        quiet = Duration.ofSeconds(10);
        tickAt(302);
        assertThat(modeOfFirst()).isInstanceOf(Mode.Draining.class);
        quiet = Duration.ofMinutes(5);
        tickAt(303);
        assertThat(modeOfFirst()).isEqualTo(new Mode.Drained(NOON.plusSeconds(303)));
    }

    @Test
    void aDrainEndsAtItsLimitWhateverIsThere() {
        pools.change("p", new PoolChange.Drain("a", Duration.ofSeconds(10)));
        quiet = Duration.ZERO;
        tickAt(9);
        assertThat(modeOfFirst()).isInstanceOf(Mode.Draining.class);
        tickAt(10);
        assertThat(modeOfFirst()).isInstanceOf(Mode.Drained.class);
        pools.change("p", new PoolChange.Enable("a"));
        assertThat(modeOfFirst()).isEqualTo(new Mode.Enabled());
    }

    @Test
    void theLogSaysWhyADrainHasEndedAndWhatWasLeft() {
        pools.change("p", new PoolChange.Drain("a", Duration.ofSeconds(10)));
        pools.change("p", new PoolChange.Drain("b", Duration.ofSeconds(4)));
        inFlight = 0;
        quiet = Duration.ofSeconds(5);
        tickAt(2);
        tickAt(6);
        pools.change("p", new PoolChange.Enable("a"));
        inFlight = 3;
        now = NOON;
        pools.change("p", new PoolChange.Drain("a", Duration.ofSeconds(10)));
        tickAt(11);
        assertThat(logged.lines().stream()
                        .map(ILoggingEvent::getFormattedMessage)
                        .filter(line -> line.contains("is drained: ")))
                .containsExactly(
                        "pool p: b is drained: no request is under way after 2 s, and its sessions are quiet",
                        "pool p: a is drained: no request is under way after 6 s, and its sessions are quiet",
                        "pool p: a is drained: its limit of 10 s is over, with 3 requests under way");
    }

    @Test
    void theSessionsThatABackendStillHasAreShownByTheWindowThatItsDrainWaitsFor() {
        quiet = Duration.ofSeconds(100);
        assertThat(sessionsOfFirst()).isEqualTo(1);
        pools.change("p", new PoolChange.Drain("a", Duration.ofSeconds(20)));
        assertThat(sessionsOfFirst()).isZero();
        quiet = Duration.ofSeconds(9);
        assertThat(sessionsOfFirst()).isEqualTo(1);
    }

    private int sessionsOfFirst() {
        return pools.list().getFirst().backends().getFirst().traffic().sessions();
    }

    @Test
    void sessionsThatHadToLeaveAreToldOfAtOnceAndThenTogether() {
        moved = Map.of("b", 2L, "a", 1L);
        tickAt(0);
        assertThat(pools.list().getFirst().sticky().last())
                .hasValue(new PoolSnapshot.Moves(NOON, Map.of("a", 1L, "b", 2L)));
        moved = Map.of("a", 40L);
        tickAt(5);
        tickAt(9);
        assertThat(breaksTold()).containsExactly("pool p: 1 session had to leave a, 2 sessions had to leave b");
        tickAt(10);
        tickAt(30);
        assertThat(breaksTold())
                .containsExactly(
                        "pool p: 1 session had to leave a, 2 sessions had to leave b",
                        "pool p: 40 sessions had to leave a");
    }

    private List<String> breaksTold() {
        return logged.lines().stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("had to leave"))
                .toList();
    }

    private void tickAt(int seconds) {
        now = NOON.plusSeconds(seconds);
        pools.tick();
    }

    private Mode modeOfFirst() {
        return pools.list().getFirst().backends().getFirst().mode();
    }
}
