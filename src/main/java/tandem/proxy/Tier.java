package tandem.proxy;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.balance.Balancer;
import tandem.balance.Draw;
import tandem.balance.Mix;

/// Backends that one event loop balances over, and what their balancer asks of them. Held as an array, and itself
/// the draw of each pick: a pick allocates nothing.
final class Tier implements Draw {
    private final Upstream.Target[] targets;
    private final long[] names;
    private final Balancer balancer;
    private final SlowStarters starters;
    private final @Nullable RequestQueue queue;
    private Collection<Backend> tried = List.of();
    private long turn;
    private long key;

    Tier(Upstream upstream, List<Backend> backends, SlowStarters starters) {
        this.targets = backends.stream().map(upstream::target).toArray(Upstream.Target[]::new);
        this.names =
                backends.stream().mapToLong(backend -> Mix.of(backend.name())).toArray();
        this.balancer = Balancer.of(upstream.algorithm(), backends);
        this.starters = starters;
        this.queue = upstream.queue();
    }

    Upstream.@Nullable Target pick(Collection<Backend> without, long atTurn, long withKey) {
        tried = without;
        turn = atTurn;
        key = withKey;
        starters.look();
        int picked = balancer.pick(this);
        return picked == Balancer.NONE ? null : targets[picked];
    }

    /// The first by rendezvous hashing (Thaler and Ravishankar 1998): the same on every node, whatever else is there.
    ///
    /// @param hash of whatever is to have a backend
    Upstream.@Nullable Target ranked(long hash, Collection<Backend> without) {
        Upstream.Target best = null;
        long highest = Long.MIN_VALUE;
        for (int i = 0; i < targets.length; i++) {
            long rank = Mix.of(names[i], hash);
            if ((best == null || rank > highest) && !without.contains(targets[i].backend())) {
                best = targets[i];
                highest = rank;
            }
        }
        return best;
    }

    int size() {
        return targets.length;
    }

    int left(Collection<Backend> without) {
        int left = 0;
        for (Upstream.Target target : targets) if (!without.contains(target.backend())) left++;
        return left;
    }

    @Override
    public long turn() {
        return turn;
    }

    @Override
    public long key() {
        return key;
    }

    @Override
    public int inFlight(int index) {
        return targets[index].load().inFlight();
    }

    @Override
    public double latency(int index) {
        return targets[index].load().latency();
    }

    @Override
    public int share(int index) {
        return starters.share(index);
    }

    /// One that was tried, or has all the requests that it may.
    @Override
    public boolean skips(int index) {
        if (queue != null && queue.isFull(targets[index])) return true;
        return !tried.isEmpty() && tried.contains(targets[index].backend());
    }
}
