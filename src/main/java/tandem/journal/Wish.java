package tandem.journal;

import java.util.Comparator;
import java.util.Optional;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.Mode;

/// What operators want of one backend, beside what the configuration file says of it.
///
/// @param key    of which backend
/// @param line   what the file said of it when this was wanted; empty where it did not name it
/// @param wanted how it is to be; empty for not in its pool
/// @param at     when it was asked for the last time, by the clock of the node that was asked: ms since 1970
@Pure
public record Wish(Key key, Optional<Backend> line, Optional<InForce> wanted, long at) {
    /// Characters of a name or a host, at most.
    public static final int LONGEST = 255;

    /// The newer one is the greater; of two of one millisecond, any, but on all nodes the same.
    static final Comparator<Wish> NEWER = Comparator.comparingLong(Wish::at).thenComparing(Wish::settled);

    public Wish {
        if (at < 0) throw new IllegalArgumentException("a change of a pool was made at " + at);
    }

    /// A backend's name in a pool.
    public record Key(String pool, String backend) {
        public Key {
            if (pool.isBlank() || pool.length() > LONGEST || backend.isBlank() || backend.length() > LONGEST)
                throw new IllegalArgumentException("the name of a pool or a backend has 1 to 255 characters");
        }

        @Override
        public String toString() {
            return backend + " of pool " + pool;
        }
    }

    /// A backend of a running pool.
    ///
    /// @param backend with the weight in force
    public record InForce(Backend backend, Mode mode) {}

    /// Whether it is as the file has it, so that only the time of the change is worth keeping.
    boolean isAsWritten() {
        return wanted.equals(line.map(written -> new InForce(written, new Mode.Enabled())));
    }

    /// Whether the file still says of this backend what it said then.
    public boolean holds(Optional<Backend> lineNow) {
        return line.equals(lineNow);
    }

    /// Back to what the file says.
    public Wish undone(Optional<Backend> lineNow) {
        return new Wish(key, lineNow, lineNow.map(written -> new InForce(written, new Mode.Enabled())), at);
    }

    /// As the file has it again, by a newer wish.
    Wish back() {
        return new Wish(key, line, line.map(written -> new InForce(written, new Mode.Enabled())), at + 1);
    }

    /// Equal for wishes of different nodes that are the same but for their clocks.
    String version() {
        return key + " " + at + " " + settled();
    }

    private String settled() {
        return wanted.map(is -> is.backend() + " " + is.mode().text()).orElse("");
    }
}
