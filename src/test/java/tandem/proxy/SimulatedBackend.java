package tandem.proxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import tandem.backend.Backend;

/// A Tomcat of the simulation: so many threads, a time for each request, and a way to be.
final class SimulatedBackend {
    /// How it is.
    enum State {
        UP,
        /// Connections are refused, and those that were open have ended.
        DOWN,
        /// Every packet to it and from it is lost.
        CUT,
        /// Its host acknowledges, and nobody answers.
        HANGING
    }

    private static final int THREADS = 25;
    private static final double MEAN_NANOS = 10e6;
    /// A cold Tomcat takes so many times as long, and 1/e of that after each of these times.
    private static final double COLD = 15;

    private static final double WARMING_NANOS = 2e9;

    final Backend backend;
    /// What happens to those that are connected when it stops.
    final Set<Runnable> connected = new LinkedHashSet<>();

    State state = State.UP;
    double slowness = 1;
    private final Random random;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private long startedAt = Long.MIN_VALUE / 4;
    /// Grows with every start, so that what ran before it does not end after it.
    private int life;

    private int busy;

    SimulatedBackend(Backend backend, long seed) {
        this.backend = backend;
        this.random = new Random(seed);
    }

    /// Takes a request in; what is done at its end is done only when it is still there by then.
    void serve(PoolSimulation world, Runnable done) {
        if (busy < THREADS) begin(world, done);
        else waiting.addLast(done);
    }

    private void begin(PoolSimulation world, Runnable done) {
        busy++;
        int in = life;
        double cold = 1 + COLD * StrictMath.exp(-(world.now() - startedAt) / WARMING_NANOS);
        double time = -StrictMath.log(1 - random.nextDouble()) * MEAN_NANOS * slowness * cold;
        world.after((long) time, () -> end(world, in, done));
    }

    private void end(PoolSimulation world, int in, Runnable done) {
        if (in != life) return;
        if (state == State.HANGING) {
            // It goes on when it is thawed.
            world.after(1_000_000, () -> end(world, in, done));
            return;
        }
        busy--;
        done.run();
        if (!waiting.isEmpty()) begin(world, waiting.pollFirst());
    }

    void stop() {
        state = State.DOWN;
        life++;
        busy = 0;
        waiting.clear();
        for (Runnable reset : new ArrayList<>(connected)) reset.run();
    }

    void startCold(long now) {
        state = State.UP;
        startedAt = now;
    }
}
