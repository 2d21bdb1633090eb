package tandem.balance;

/// Hashes for balancing. They must come out the same on every node and in every version, since nodes agree by them
/// who serves a key; so none of them is Java's `hashCode`.
public final class Mix {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Mix() {}

    /// SplitMix64's finalizer: every bit of the input changes half of the bits of the output.
    public static long of(long number) {
        long z = number + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /// Of two numbers.
    public static long of(long number, long salt) {
        return of(number ^ of(salt));
    }

    /// FNV-1a over the text's UTF-16 units, finalized.
    public static long of(CharSequence text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        return of(hash);
    }

    /// A number from 0 up to but not including `bound`, nearly uniform while the bound is small beside 2^31.
    static int below(long hash, int bound) {
        return (int) (((hash >>> 32) * bound) >>> 32);
    }
}
