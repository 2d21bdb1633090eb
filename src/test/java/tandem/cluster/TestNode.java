package tandem.cluster;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/// A node without a proxy: it decides about one VIP by every view, and claims or withdraws accordingly.
final class TestNode implements AutoCloseable {
    static final String VIP = "vip";
    /// A safety limit, not an expectation.
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private final ClusterSettings settings;
    private final ScheduledExecutorService haThread;
    private volatile Verdict verdict = new Verdict.Abstain("no view yet");
    private final HazelcastCluster cluster;

    TestNode(ClusterSettings settings) throws InterruptedException {
        this(settings, Optional.empty());
    }

    /// @param vips that it may own, as its file says
    TestNode(ClusterSettings settings, Optional<Map<String, String>> vips) throws InterruptedException {
        quiet();
        this.settings = settings;
        this.haThread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("ha-" + settings.self()).factory());
        try {
            this.cluster = HazelcastCluster.start(settings, vips, haThread);
        } catch (ClusterStartException e) {
            haThread.shutdownNow();
            throw e;
        }
        cluster.follow(this::decide);
    }

    private static void quiet() {
        level("ROOT", Level.INFO);
        level("com.hazelcast", Level.ERROR);
        level("com.hazelcast.cluster", Level.WARN);
    }

    private static void level(String name, Level level) {
        if (LoggerFactory.getLogger(name) instanceof ch.qos.logback.classic.Logger logger) logger.setLevel(level);
    }

    private void decide(View view) {
        verdict = Election.decide(view, VIP, settings.policy());
        switch (verdict) {
            case Verdict.Active active -> cluster.claim(VIP, active.term());
            case Verdict.Standby _, Verdict.Refrain _, Verdict.Abstain _ -> cluster.withdraw(VIP);
        }
    }

    TestNode fit() {
        cluster.fitness(new Fitness.Fit());
        return this;
    }

    String name() {
        return settings.self();
    }

    HazelcastCluster cluster() {
        return cluster;
    }

    Verdict verdict() {
        return verdict;
    }

    boolean active() {
        return verdict instanceof Verdict.Active;
    }

    /// The names in the view, in join order.
    List<String> heard() {
        return cluster.view().members().stream().map(Member::name).toList();
    }

    boolean hears(String name, Predicate<Member> what) {
        return cluster.view().members().stream()
                .anyMatch(member -> member.name().equals(name) && what.test(member));
    }

    /// Waits until the condition holds.
    ///
    /// @return how long that took
    static Duration await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) throw new AssertionError("in vain: " + what);
            Thread.sleep(2);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        cluster.leave();
        haThread.shutdownNow();
    }
}
