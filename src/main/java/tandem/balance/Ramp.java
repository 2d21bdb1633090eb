package tandem.balance;

/// Slow start for algorithms that do not weigh load: a backend with a share of its weight is passed over in as many
/// of its turns as it misses of the whole.
final class Ramp {
    private Ramp() {}

    /// Whether a backend takes the turn that the algorithm gives it. For one draw and backend always the same.
    static boolean admits(Draw draw, int index) {
        int share = draw.share(index);
        return share >= Draw.WHOLE || Mix.below(Mix.of(draw.turn(), index + 1L), Draw.WHOLE) < share;
    }

    /// Whether it may be picked at all, and takes its turn.
    static boolean takes(Draw draw, int index) {
        return !draw.skips(index) && admits(draw, index);
    }
}
