package tandem.balance;

import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/// A draw of a test: idle backends that all take their whole weight, but for what the test says.
final class Sample implements Draw {
    long turn;
    long key;
    IntUnaryOperator inFlight = _ -> 0;
    IntUnaryOperator latencyMillis = _ -> 0;
    IntUnaryOperator share = _ -> WHOLE;
    IntPredicate skips = _ -> false;

    Sample at(long now) {
        turn = now;
        return this;
    }

    Sample keyed(long now) {
        key = now;
        return this;
    }

    Sample loads(int... loads) {
        inFlight = i -> loads[i];
        return this;
    }

    Sample latencies(int... millis) {
        latencyMillis = i -> millis[i];
        return this;
    }

    Sample shares(int... permille) {
        share = i -> permille[i];
        return this;
    }

    Sample without(IntPredicate skip) {
        skips = skip;
        return this;
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
        return inFlight.applyAsInt(index);
    }

    @Override
    public double latency(int index) {
        return latencyMillis.applyAsInt(index) * 1e6;
    }

    @Override
    public int share(int index) {
        return share.applyAsInt(index);
    }

    @Override
    public boolean skips(int index) {
        return skips.test(index);
    }
}
