package tandem.bench.load;

/// What came of a load.
///
/// @param requests that were answered well; for WebSockets, messages that came back
/// @param failed that were not: no connection, no answer, or one of an error
/// @param seconds how long it was applied
/// @param latency of those answered well
public record Result(long requests, long failed, double seconds, Latency latency) {

    /// Answered well, each second.
    public double rate() {
        return requests / seconds;
    }
}
