package tandem.vip;

/// The renewals of an address: one at a time. On the HA thread, but for [#soFar].
final class Renewing {
    private boolean underWay;
    private volatile Renewals soFar = Renewals.NONE;

    /// Answers whether one may begin, since none is under way.
    boolean begin() {
        if (underWay) return false;
        underWay = true;
        return true;
    }

    void end(boolean done) {
        underWay = false;
        soFar = soFar.and(done);
    }

    /// Any thread.
    Renewals soFar() {
        return soFar;
    }
}
