package tandem.fitness;

import tandem.Pure;

/// What one kind of look at this node has found.
///
/// @param subject what was looked at: `own data path`, `check disk`
/// @param good    whether it speaks for the node; one that does not makes the node unfit
/// @param text    the newest finding, for a person, to follow the subject and a colon
@Pure
public record Finding(String subject, boolean good, String text) {

    /// One line for logs and status.
    public String line() {
        return subject + ": " + text;
    }
}
