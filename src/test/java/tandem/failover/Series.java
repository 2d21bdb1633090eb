package tandem.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import tandem.lab.Host;
import tandem.lab.LoadClient;

/// The same fault again and again, each time on whichever node has the address.
///
/// @param contestant on whom
/// @param fault      which one
/// @param settle     for how long everything has been in order before a fault: a node that was just
///                   started is slow, and a pair in production was not just started
record Series(Contestant contestant, Fault fault, Duration settle) {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /// For how long the client goes on after the successor's first answer: it may not stay the only one,
    /// and the requests in flight end.
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);
    /// The same where the address stays: a check script looks every two seconds and waits for two more.
    private static final Duration WHERE_IT_STAYS = Duration.ofSeconds(8);
    /// Faults fall anywhere between two signs of life, whatever their rhythm.
    private static final int JITTER_MS = 1000;
    /// With the time to settle, what a pair that has just started needs to be no longer young to one another.
    private static final Duration TO_GROW_UP = Duration.ofSeconds(30);

    /// @param runs  at most
    /// @param going asked before each run whether there is time for it
    List<Takeover> run(int runs, RandomGenerator random, BooleanSupplier going) {
        var takeovers = new ArrayList<Takeover>();
        if (settle.isPositive()) pause(TO_GROW_UP);
        while (takeovers.size() < runs && going.getAsBoolean()) {
            Host owner = contestant.awaitOwner();
            try (LoadClient client = contestant.client();
                    PlannedLoad load = fault.loaded() ? contestant.load() : new PlannedLoad(List.of())) {
                pause(settle.plusMillis(random.nextInt(JITTER_MS)));
                // On a machine that is much too busy the address may have moved meanwhile.
                if (!contestant.watch().history().owners().equals(Set.of(owner.name()))) continue;
                takeovers.add(once(client, load, owner));
            }
            contestant
                    .lab()
                    .note(contestant.name() + ", " + fault.text() + " " + takeovers.size() + " of " + runs + ": "
                            + takeovers.getLast());
            contestant.mend(fault, owner);
        }
        return takeovers;
    }

    private Takeover once(LoadClient client, PlannedLoad load, Host owner) {
        Host successor = contestant.other(owner);
        Instant begin = Instant.now();
        contestant.inflict(fault, owner);
        if (fault.moves()) {
            client.awaitServedBy(successor, begin, LIMIT);
        } else {
            pause(WHERE_IT_STAYS);
            client.awaitServed(LIMIT);
        }
        pause(AFTERWARDS);
        var attempts = client.finish();
        long cut = load.cut(begin);
        var history = contestant.watch().history();
        return fault.moves()
                ? Takeover.of(
                        begin,
                        attempts,
                        cut,
                        Optional.of(Takeover.Move.of(begin, successor, attempts.since(begin), history)),
                        contestant.steps(successor, begin))
                : Takeover.of(begin, attempts, cut, Optional.empty(), Map.of());
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) LockSupport.parkNanos(left);
    }
}
