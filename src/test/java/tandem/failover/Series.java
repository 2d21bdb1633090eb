package tandem.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import tandem.lab.Host;

/// The same fault again and again, each time on whichever node has the address.
///
/// @param contestant on whom
/// @param fault      which one
/// @param settle     for how long everything has been in order before a fault: a node that was just
///                   started is slow, and a pair in production was not just started
record Series(Contestant contestant, Fault fault, Duration settle) {
    /// For how long the clients go on after the successor's first answer: it may not stay the only one,
    /// and the requests in flight end.
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);
    /// The same where the address stays: a check script looks every two seconds and waits for two more.
    private static final Duration WHERE_IT_STAYS = Duration.ofSeconds(8);
    /// Faults fall anywhere between two signs of life, whatever their rhythm.
    private static final int JITTER_MS = 1000;
    /// Until all is well, and the clients are served as often as they want to be; by experience.
    private static final Duration BEGIN = Duration.ofSeconds(10);
    /// A download, that everything on kept connections has to end with.
    private static final Duration LOADED = Duration.ofSeconds(25);

    /// How long one run takes, about.
    static Duration planned(Fault fault, Duration settle) {
        return BEGIN.plus(settle)
                .plus(AFTERWARDS)
                .plus(fault.moves() ? Duration.ZERO : WHERE_IT_STAYS)
                .plus(fault.loaded() ? LOADED : Duration.ZERO);
    }

    /// Once; all is mended afterwards.
    Takeover run(RandomGenerator random) {
        while (true) {
            Host owner = contestant.awaitOwner();
            Takeover takeover;
            try (Clients clients = contestant.clients();
                    PlannedLoad load = fault.loaded() ? contestant.load() : new PlannedLoad(List.of())) {
                pause(settle.plusMillis(random.nextInt(JITTER_MS)));
                // On a machine that is much too busy the address may have moved meanwhile.
                if (!contestant.watch().history().owners().equals(Set.of(owner.name()))) continue;
                takeover = once(clients, load, owner);
            }
            contestant.lab().note(contestant.name() + ", " + fault.text() + ": " + takeover.text());
            contestant.mend(fault, owner);
            return takeover;
        }
    }

    private Takeover once(Clients clients, PlannedLoad load, Host owner) {
        Host successor = contestant.other(owner);
        Instant begin = Instant.now();
        contestant.inflict(fault, owner);
        if (fault.moves()) clients.awaitServedBy(successor, begin);
        else pause(WHERE_IT_STAYS);
        pause(AFTERWARDS);
        clients.awaitServed();
        var saw = clients.finish();
        long cut = load.cut(begin);
        var history = contestant.watch().history();
        return new Takeover(
                Seen.of(begin, saw.fresh()),
                Optional.of(Seen.of(begin, saw.kept())),
                cut,
                fault.moves()
                        ? Optional.of(
                                Takeover.Move.of(begin, successor, saw.fresh().since(begin), history))
                        : Optional.empty(),
                fault.moves() ? contestant.steps(successor, begin) : Map.of(),
                Optional.of(Timeline.of(begin, saw)));
    }

    /// What is measured is time itself: nothing is waited for.
    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) LockSupport.parkNanos(left);
    }
}
