package tandem.proxy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;
import tandem.backend.Outcome;
import tandem.backend.PoolChange;
import tandem.balance.Algorithm;
import tandem.balance.Mix;
import tandem.health.CheckResult;
import tandem.health.HealthSettings;
import tandem.health.HealthTable;

/// A pool under load in virtual time, on the real classes that decide: the health table, the choice of backends, the
/// retry policy and its budget, and the patience with silence. The network, the backends and the clients are made up.
/// The same seed gives the same run.
final class PoolSimulation {
    static final Duration LENGTH = Duration.ofSeconds(20);
    static final Duration CLIENT_LIMIT = Duration.ofMillis(250);
    static final int PER_SECOND = 600;
    private static final int CLIENTS = 2000;
    private static final int LOOPS = 2;
    private static final long HOP = 200_000;
    private static final long WATCH = 10_000_000;
    private static final long CHECK = 1_000_000_000;
    private static final long SECOND = 1_000_000_000;

    private static HealthSettings health(HealthSettings.Slow slow) {
        var eject = new HealthSettings.Eject(
                3, Duration.ofSeconds(2), Duration.ofMinutes(1), 50, 20, Duration.ofSeconds(10), 75, slow);
        return new HealthSettings(
                new HealthSettings.Check("/", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3, 200, 399),
                eject,
                1,
                Duration.ofSeconds(5),
                0);
    }

    private static final RetrySettings RETRY =
            new RetrySettings(20, Duration.ofMillis(100), EnumSet.allOf(RetryOn.class));

    final List<SimulatedBackend> backends = new ArrayList<>();
    final HealthTable table;
    private final Upstream upstream;
    private final RetryPolicy policy = new RetryPolicy("p", 3, RETRY);
    private final Patience patience = new Patience(Duration.ofMillis(80), RETRY.tryTimeout());
    private final BackendChoice[] choices = new BackendChoice[LOOPS];
    private final RetryBudget[] budgets = new RetryBudget[LOOPS];
    private final List<List<Pace>> paces = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final @Nullable String[] routes = new String[CLIENTS];
    private final Random random;
    private final List<Long> latencies = new ArrayList<>();
    private final int[] served;
    private long now;
    private long sequence;
    private int requests;
    private int failed;
    private int attempts;
    private int lostSessions;

    private record Event(long at, long sequence, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int order = Long.compare(at, other.at);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }

    /// What came of a run.
    ///
    /// @param served requests answered in time, by each backend
    record Result(int requests, int failed, int attempts, int lostSessions, long p50, long p99, List<Integer> served) {}

    PoolSimulation(Algorithm algorithm, int size, long seed) {
        this(algorithm, size, seed, HealthSettings.Slow.NEVER);
    }

    PoolSimulation(Algorithm algorithm, int size, long seed, HealthSettings.Slow slow) {
        HealthSettings health = health(slow);
        this.random = new Random(seed);
        List<Backend> pool = new ArrayList<>();
        for (int i = 0; i < size; i++) pool.add(new Backend("t" + (i + 1), "10.0.0." + (i + 1), 8080, 1));
        for (Backend backend : pool) backends.add(new SimulatedBackend(backend, seed + backends.size() + 1));
        this.table = new HealthTable("p", pool, health, this::now, _ -> {});
        var settings = new PoolSettings(
                "p",
                Balancing.by(algorithm),
                pool,
                Affinity.JVM_ROUTE,
                health,
                RETRY,
                Optional.empty(),
                TransportSettings.DEFAULT);
        this.upstream = new Upstream(settings, table);
        for (int i = 0; i < LOOPS; i++) {
            choices[i] = new BackendChoice(upstream, i);
            budgets[i] = new RetryBudget(RETRY.budgetPercent(), 0);
            paces.add(pool.stream().map(_ -> new Pace()).toList());
        }
        this.served = new int[size];
    }

    long now() {
        return now;
    }

    Instant wall() {
        return Instant.EPOCH.plusNanos(now);
    }

    void after(long nanos, Runnable what) {
        events.add(new Event(now + Math.max(0, nanos), sequence++, what));
    }

    void at(double seconds, Runnable what) {
        after((long) (seconds * SECOND) - now, what);
    }

    void change(PoolChange change) {
        if (table.change(change, wall()).isPresent()) throw new IllegalStateException(change.text());
    }

    /// @param sessions whether the clients have sessions, which stay where they are
    Result run(boolean sessions) {
        for (SimulatedBackend backend : backends) check(backend);
        tick();
        arrive(sessions);
        while (!events.isEmpty() && events.peek().at <= LENGTH.toNanos() + SECOND) {
            Event next = events.poll();
            now = next.at;
            next.what.run();
        }
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Result(
                requests,
                failed,
                attempts,
                lostSessions,
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                Arrays.stream(served).boxed().toList());
    }

    private void tick() {
        table.tick(_ -> false, wall());
        after(SECOND / 4, this::tick);
    }

    private void check(SimulatedBackend of) {
        boolean good = of.state == SimulatedBackend.State.UP;
        boolean in = table.eligible().backends().contains(of.backend);
        long took = good || of.state == SimulatedBackend.State.DOWN ? HOP * 2 : CHECK;
        after(took, () -> {
            table.checked(
                    of.backend,
                    good
                            ? new CheckResult.Passed(200, Duration.ofNanos(took))
                            : new CheckResult.Failed(new Failure(Kind.CONNECT_FAILED, "no"), Duration.ofNanos(took)));
            after(good && in ? CHECK - took : CHECK / 4, () -> check(of));
        });
    }

    private void arrive(boolean sessions) {
        if (now > LENGTH.toNanos()) return;
        int client = random.nextInt(CLIENTS);
        requests++;
        new Request(client, client % LOOPS, sessions, now).attempt(true);
        double pause = -StrictMath.log(1 - random.nextDouble()) * SECOND / PER_SECOND;
        after((long) pause, () -> arrive(sessions));
    }

    /// A request over its attempts, as the exchange has it.
    private final class Request {
        private final int client;
        private final int loop;
        private final boolean session;
        private final long begun;
        private final List<Backend> tried = new ArrayList<>();
        private int count;

        Request(int client, int loop, boolean session, long begun) {
            this.client = client;
            this.loop = loop;
            this.session = session;
            this.begun = begun;
            budgets[loop].deposit();
        }

        void attempt(boolean another) {
            String route = session ? routes[client] : null;
            Upstream.Target target = choices[loop].pick(
                    another ? tried : List.of(), new Session(route, Mix.of(client + 1L) | 1), Mix.of(client));
            if (target == null) {
                failed++;
                return;
            }
            count++;
            attempts++;
            target.load().begin(true);
            SimulatedBackend to = backends.get(indexOf(target.backend()));
            new Try(this, target, to, now).send();
        }

        void failed(Upstream.Target on, Kind kind) {
            table.attempted(on.backend(), new Outcome.Failed(new Failure(kind, kind.name())));
            if (!tried.contains(on.backend())) tried.add(on.backend());
            var decision = policy.decide(situation(kind, tried));
            if (decision instanceof RetryPolicy.Decision.Retry(boolean another, String _)
                    && budgets[loop].withdraw(now)) attempt(another);
            else failed++;
        }

        boolean mayGoElsewhere(Upstream.Target from) {
            List<Backend> all = new ArrayList<>(tried);
            all.add(from.backend());
            return policy.decide(situation(Kind.PACKETS_LOST, all)) instanceof RetryPolicy.Decision.Retry
                    && budgets[loop].has(now);
        }

        private RetryPolicy.Situation situation(Kind kind, List<Backend> without) {
            return new RetryPolicy.Situation(
                    count, true, kind, false, true, choices[loop].left(without), choices[loop].eligible());
        }

        void answered(Upstream.Target by) {
            table.attempted(by.backend(), new Outcome.Answered(200));
            latencies.add(now - begun);
            if (now - begun > CLIENT_LIMIT.toNanos()) failed++;
            else served[indexOf(by.backend())]++;
            String name = by.backend().name();
            if (session && routes[client] != null && !routes[client].equals(name)) lostSessions++;
            routes[client] = name;
        }
    }

    /// How one backend keeps the time-out of tries, as one loop sees it.
    private final class Pace {
        private final TryPace pace = new TryPace(RETRY.tryTimeout().toNanos(), 0);
        private final Set<Try> waiting = new LinkedHashSet<>();

        TryPace.Tries tries() {
            pace.roll(now);
            return pace.within(
                    (int) waiting.stream()
                            .filter(one ->
                                    one.sent <= pace.waitingLongSince(now) && one.sent >= pace.waitingTooLongSince(now))
                            .count(),
                    now);
        }
    }

    private boolean isLateAlone(long sent, Pace one, List<Pace> all) {
        return TryPace.isAlone(
                sent,
                one.tries(),
                all.stream().filter(pace -> !pace.equals(one)).map(Pace::tries).toList());
    }

    /// One attempt.
    private final class Try implements Runnable {
        private final Request request;
        private final Upstream.Target target;
        private final SimulatedBackend to;
        private final Pace pace;
        private final long sent;
        private boolean over;
        private boolean unacknowledged;

        Try(Request request, Upstream.Target target, SimulatedBackend to, long sent) {
            this.request = request;
            this.target = target;
            this.to = to;
            this.pace = paces.get(request.loop).get(indexOf(to.backend));
            this.sent = sent;
        }

        /// Its connection breaks.
        @Override
        public void run() {
            fail(Kind.CLOSED_BEFORE_RESPONSE);
        }

        void send() {
            unacknowledged = to.state == SimulatedBackend.State.CUT;
            switch (to.state) {
                case DOWN -> after(HOP, () -> fail(Kind.CONNECT_FAILED));
                case CUT -> {}
                case UP, HANGING -> {
                    to.connected.add(this);
                    pace.waiting.add(this);
                    pace.pace.sent(now);
                    after(HOP, () -> to.serve(PoolSimulation.this, () -> after(HOP, this::answer)));
                }
            }
            after(patience.nanos(), this::watch);
        }

        /// The loop looks every now and then.
        private void watch() {
            if (over) return;
            Failure failure = request.mayGoElsewhere(target)
                    ? patience.decide(new Patience.Situation(
                            now - sent, unacknowledged, target.load().isCut(sent), 0, isAlone()))
                    : null;
            if (failure == null) {
                after(WATCH, this::watch);
                return;
            }
            if (failure.kind() == Kind.PACKETS_LOST) target.load().lost(sent, now);
            else pace.pace.givenUp();
            fail(failure.kind());
        }

        private boolean isAlone() {
            return patience.isLate(now - sent, 0) && isLateAlone(sent, pace, paces.get(request.loop));
        }

        private void answer() {
            if (over || to.state == SimulatedBackend.State.CUT) return;
            over = true;
            to.connected.remove(this);
            pace.waiting.remove(this);
            pace.pace.answered(sent, now);
            target.load().answered(now - sent, now);
            target.load().end(false);
            request.answered(target);
        }

        private void fail(Kind kind) {
            if (over) return;
            over = true;
            to.connected.remove(this);
            pace.waiting.remove(this);
            target.load().end(true);
            request.failed(target, kind);
        }
    }

    private int indexOf(Backend backend) {
        for (int i = 0; i < backends.size(); i++)
            if (backends.get(i).backend.name().equals(backend.name())) return i;
        throw new IllegalArgumentException(backend.name());
    }
}
