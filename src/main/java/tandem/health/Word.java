package tandem.health;

import tandem.Pure;

/// What another node says of a backend.
///
/// @param at when it was heard, by the table's clock
@Pure
public record Word(Speaker speaker, HealthReport.Line line, long at) {

    /// One run of a node's process.
    public record Speaker(String node, long life) {}
}
