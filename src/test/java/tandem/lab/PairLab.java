package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.lab.ClassicLab.VIP;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A [TandemPair] for the tests of a class. The nodes go on running from one test to the next, since their start
/// is most of a test's time; a test that failed ends them, so that the next one does not inherit its state.
final class PairLab implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    /// For whatever has to come: a safety net, not a measurement.
    static final Duration LIMIT = Duration.ofSeconds(60);
    /// For how long nothing may change before it counts as the end of the story.
    static final Duration STEADY = Duration.ofSeconds(1);
    /// The lease of the guide's configuration, and time for a busy machine to notice that it is over.
    static final Duration LEASE_IS_OVER = Duration.ofSeconds(2 + 3);

    private final String name;
    private @Nullable TandemPair pair;
    private String test = "";

    PairLab(String name) {
        this.name = name;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        pair = TandemPair.open(name, TandemPair.Jvm.QUICK);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (pair != null) pair.close();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        test = context.getRequiredTestMethod().getName();
        if (!context.getDisplayName().startsWith(test))
            test += "-" + context.getDisplayName().replaceAll("[^A-Za-z0-9]+", "-");
        pair().begin(test);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            pair().assertNoneCrashed();
        } finally {
            if (context.getExecutionException().isPresent()) pair().endNodes();
        }
    }

    TandemPair pair() {
        if (pair == null) throw new IllegalStateException("the lab " + name + " is not open");
        return pair;
    }

    Host hostA() {
        return pair().hostA();
    }

    Host hostB() {
        return pair().hostB();
    }

    VipHistory history() {
        return pair().watch().history();
    }

    Await await() {
        return pair().lab().await(LIMIT);
    }

    /// The better one of two is active and preempts, the other one stands by.
    void readyToPreempt() {
        pair().ready(TandemPair.GUIDE);
    }

    /// The better one of two is active, the other one stands by, and whoever is active stays so.
    void readyToStay() {
        pair().ready(pair().sticky());
    }

    void start(Host host, Path config) {
        pair().start(host, config);
    }

    /// The kernels' word, and that of the hosts when they are asked.
    void assertSoleOwner(Host owner) {
        pair().watch().awaitSoleOwner(owner, STEADY, LIMIT);
        assertThat(hostA().holds(VIP)).as("proxy-a holds the address").isEqualTo(owner == hostA());
        assertThat(hostB().holds(VIP)).as("proxy-b holds the address").isEqualTo(owner == hostB());
    }

    /// Waits until a host has the address, whoever else has it.
    void awaitHolder(Host host) {
        await().until(
                        host + " holds the address",
                        this::history,
                        history -> history.owners().contains(host.name()));
    }

    /// Ends the client, and tells what it saw of a fault and who held the address meanwhile.
    Attempts note(LoadClient client, Instant fault) {
        Attempts attempts = client.finish();
        Instant now = Instant.now();
        VipHistory history = history();
        pair().lab()
                .note(test + ": " + attempts.summary(fault) + "; no owner for "
                        + history.longestVacant(fault, now).toMillis() + " ms, two for "
                        + history.longestShared(fault, now).toMillis() + " ms\n"
                        + attempts.since(fault).timeline(fault) + history.text(fault));
        return attempts;
    }
}
