package tandem.backend;

/// Why a change of a pool was not made.
///
/// @param text one line for a person
public record PoolRefusal(Why why, String text) {
    public enum Why {
        NO_SUCH_POOL,
        NO_SUCH_BACKEND,
        /// It contradicts what is there.
        CONFLICT
    }
}
