package tandem.balance;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import tandem.backend.Backend;

/// Backends to balance over.
final class Pools {
    static final IntPredicate SKIP_NONE = _ -> false;
    static final IntPredicate SKIP_ALL = _ -> true;
    static final Load IDLE = _ -> 0;

    private Pools() {}

    /// How many requests a backend has in flight.
    interface Load {
        int inFlight(int index);
    }

    /// Backends `a`, `b`, … of these weights.
    static List<Backend> weighing(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i ->
                        new Backend(i < 26 ? Character.toString('a' + i) : "a" + i, "localhost", 8000 + i, weights[i]))
                .toList();
    }

    static int pick(Balancer balancer, long turn, Load load, IntPredicate skip) {
        Sample sample = new Sample().at(turn).without(skip);
        sample.inFlight = load::inFlight;
        return balancer.pick(sample);
    }

    /// How often each backend is picked in so many turns from turn 0.
    static int[] picks(Balancer balancer, int turns, Load load, IntPredicate skip) {
        Sample sample = new Sample().without(skip);
        sample.inFlight = load::inFlight;
        return picks(balancer, turns, sample);
    }

    /// How often each backend is picked in so many turns from turn 0.
    static int[] picks(Balancer balancer, int turns, Sample sample) {
        int[] picks = new int[balancer.backends().size()];
        for (int turn = 0; turn < turns; turn++) picks[balancer.pick(sample.at(turn))]++;
        return picks;
    }

    /// How often each backend is picked for so many keys.
    static int[] picksOfKeys(Balancer balancer, int keys, Sample sample) {
        int[] picks = new int[balancer.backends().size()];
        for (int key = 0; key < keys; key++) picks[balancer.pick(sample.at(key).keyed(Mix.of("key-" + key)))]++;
        return picks;
    }

    /// The names of the backends of so many keys.
    static String[] owners(Balancer balancer, int keys) {
        Sample sample = new Sample();
        String[] owners = new String[keys];
        for (int key = 0; key < keys; key++) {
            int picked = balancer.pick(sample.keyed(Mix.of("key-" + key)));
            owners[key] = balancer.backends().get(picked).name();
        }
        return owners;
    }

    /// How many of the backends' turns are not as these shares say: the greatest difference, as a part of all.
    static double error(int[] picks, double... shares) {
        double picked = IntStream.of(picks).sum();
        double total = 0;
        for (double share : shares) total += share;
        double greatest = 0;
        for (int i = 0; i < picks.length; i++)
            greatest = Math.max(greatest, Math.abs(picks[i] / picked - shares[i] / total));
        return greatest;
    }
}
