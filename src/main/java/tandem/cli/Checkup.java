package tandem.cli;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.fitness.CheckRunner;
import tandem.fitness.Finding;
import tandem.fitness.Findings;
import tandem.fitness.FitnessSettings;
import tandem.fitness.LoopWatch;
import tandem.fitness.SelfCheck;
import tandem.fitness.Warming;
import tandem.health.HealthTable;
import tandem.proxy.OwnConnections;
import tandem.proxy.PoolSettings;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings;
import tandem.vip.AddressException;
import tandem.vip.LinkWatch;
import tandem.vip.TrackedLink;

/// All that looks at this node from the inside, wired to its data path.
final class Checkup {
    private final Findings findings;
    private final LoopWatch loops;
    private final SelfCheck self;
    private final Warming warming;
    private final List<CheckRunner> checks;
    private final @Nullable LinkWatch links;

    private Checkup(FitnessSettings settings, Patient patient, Runnable changed) throws AddressException {
        findings = new Findings(changed);
        // First, since it alone may fail.
        links = settings.tracked().isEmpty() ? null : LinkWatch.start(settings.tracked(), this::report);
        loops = LoopWatch.start(patient.proxy().loops(), settings.selfCheck().stall(), findings);
        self = SelfCheck.start(
                settings.selfCheck(),
                patient.target(settings),
                local -> new Passage(patient.proxy().own().expect(local)),
                findings);
        warming = Warming.start(
                settings.selfCheck().warmUpRequests(),
                () -> WarmUpPath.open(patient.vertx(), patient.settings().eventLoops()),
                changed);
        if (!warming.ready()) patient.vertx().setTimer(Warming.PATIENCE.toMillis() + 1, _ -> changed.run());
        checks = settings.checks().stream()
                .map(check -> CheckRunner.start(check, findings))
                .toList();
    }

    /// Takes in what somebody else has found of this node.
    void report(Finding finding) {
        findings.report(finding);
    }

    private void report(TrackedLink link) {
        findings.report(new Finding(
                "interface " + link.device(),
                link.trouble().isEmpty(),
                link.trouble().orElse("up")));
    }

    /// The data path, as it is looked at.
    ///
    /// @param vertx    on whose event loops it is
    /// @param settings of the proxy
    /// @param pool     that it serves from
    /// @param health   of that pool
    record Patient(Vertx vertx, ProxySettings settings, ProxyServer proxy, PoolSettings pool, HealthTable health) {

        /// Where the proxy can be reached from within: at the address it listens on, and by loopback where
        /// that is every address.
        private InetSocketAddress listener() {
            InetAddress host = InetAddress.ofLiteral(settings.listen().host());
            if (!host.isAnyLocalAddress()) return new InetSocketAddress(host, proxy.port());
            String loopback = host.getAddress().length == 4 ? "127.0.0.1" : "::1";
            return new InetSocketAddress(InetAddress.ofLiteral(loopback), proxy.port());
        }

        /// What the application is asked by the health checks, too.
        private SelfCheck.Target target(FitnessSettings fitness) {
            String path =
                    fitness.selfCheck().path().orElse(pool.health().check().path());
            String host = pool.backends().getFirst().address();
            return new SelfCheck.Target(listener(), settings.eventLoops(), path, host);
        }
    }

    /// Begins to look.
    ///
    /// @param changed called on some thread when the node may have become fit or unfit
    /// @throws StartFailed when the tracked interfaces cannot be watched
    static Checkup start(FitnessSettings settings, Patient patient, Runnable changed) throws StartFailed {
        try {
            return new Checkup(settings, patient, changed);
        } catch (AddressException e) {
            throw new StartFailed(e);
        }
    }

    private record Passage(OwnConnections.Expected connection) implements SelfCheck.Passage {
        @Override
        public boolean taken() {
            return connection.taken();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /// What makes this node unfit, a line each.
    List<String> reasons() {
        return findings.reasons();
    }

    /// Everything that was found.
    List<Finding> all() {
        return findings.all();
    }

    /// Whether the node is no longer too cold to be offered to clients.
    boolean ready() {
        return warming.ready();
    }

    /// Whether the node has served enough requests of its own to answer a first client quickly.
    boolean warm() {
        return warming.warm();
    }

    /// Ends every look.
    void close() throws InterruptedException {
        self.close();
        warming.close();
        loops.close();
        if (links != null) links.close();
        for (var check : checks) check.close();
    }
}
