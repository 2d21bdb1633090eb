package tandem.balance;

import java.util.Arrays;
import java.util.List;
import tandem.backend.Backend;

/// Maglev hashing (Eisenbud et al. 2016, §3.4): the requests of a key go to the same backend.
///
/// A table of slots is filled by the backends in turn, each with the next free slot of an order of its own, which
/// its name gives. The slots are shared out nearly exactly by weight, more evenly than a ring's, and a pick is one
/// look into the table; when a backend comes or goes, a few keys of the others move too. Load counts for nothing.
public final class Maglev implements Balancer {
    /// Primes. The paper asks for 100 slots a backend and more.
    private static final int SLOTS = 16_381;

    private static final int MANY_SLOTS = 65_521;
    private static final int FEW_BACKENDS = SLOTS / 100;
    private static final int TRIES = 8;

    private final List<Backend> backends;
    private final int[] table;

    Maglev(List<Backend> backends) {
        this.backends = List.copyOf(backends);
        this.table = this.backends.isEmpty() ? new int[0] : filled(this.backends);
    }

    @Override
    public List<Backend> backends() {
        return backends;
    }

    @Override
    public int pick(Draw draw) {
        if (table.length == 0) return NONE;
        // Those of a skipped backend are spread over all of the others, by the key too.
        for (int i = 0; i < TRIES; i++) {
            int owner = table[slot(draw.key(), i)];
            if (Ramp.takes(draw, owner)) return owner;
        }
        int start = table[slot(draw.key(), TRIES)];
        for (int walked = 0; walked < backends.size(); walked++) {
            int index = (start + walked) % backends.size();
            if (!draw.skips(index)) return index;
        }
        return NONE;
    }

    private int slot(long key, int salt) {
        return Mix.below(Mix.of(key, salt), table.length);
    }

    private static int[] filled(List<Backend> backends) {
        int[] table = new int[backends.size() <= FEW_BACKENDS ? SLOTS : MANY_SLOTS];
        Arrays.fill(table, NONE);
        int size = backends.size();
        int[] at = new int[size];
        int[] step = new int[size];
        for (int i = 0; i < size; i++) {
            long name = Mix.of(backends.get(i).name());
            at[i] = Mix.below(Mix.of(name, 1), table.length);
            step[i] = Mix.below(Mix.of(name, 2), table.length - 1) + 1;
        }
        int greatest = backends.stream().mapToInt(Backend::weight).max().orElse(1);
        // In each round a backend gains its weight, and takes a slot for each time that it has the greatest one.
        int[] credit = new int[size];
        int free = table.length;
        for (int i = 0; free > 0; i = (i + 1) % size) {
            credit[i] += backends.get(i).weight();
            if (credit[i] < greatest) continue;
            credit[i] -= greatest;
            while (table[at[i]] != NONE) at[i] = (at[i] + step[i]) % table.length;
            table[at[i]] = i;
            free--;
        }
        return table;
    }
}
