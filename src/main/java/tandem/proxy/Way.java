package tandem.proxy;

/// The way to one pool, as one event loop goes it.
///
/// @param upstream the pool
/// @param choice   of a backend
/// @param retry    what happens when an attempt fails
record Way(Upstream upstream, BackendChoice choice, RetryPolicy retry) {

    /// Goes it for the first time.
    ///
    /// @param index of the event loop among those of the proxy
    Way(Upstream upstream, int index, int attempts) {
        this(upstream, new BackendChoice(upstream, index), new RetryPolicy(upstream.name(), attempts));
    }

    /// The same with another number of attempts.
    Way with(int attempts) {
        return new Way(upstream, choice, new RetryPolicy(upstream.name(), attempts));
    }
}
