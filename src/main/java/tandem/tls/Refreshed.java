package tandem.tls;

/// What came of newer files.
public sealed interface Refreshed {
    /// Nothing in them is new.
    record Same() implements Refreshed {}

    /// New connections get them.
    record Served() implements Refreshed {}

    /// They are not used, and what was used before is.
    ///
    /// @param news whether this was not known already
    record Refused(String why, boolean news) implements Refreshed {}
}
