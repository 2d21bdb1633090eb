/// **notify**: tells somebody what has happened, by e-mail, webhook or command.
///
/// Pure: [Notice], [Digest], [Pace]. I/O: the channels, and the [Outbox] of each, which tells one thing after
/// the other and waits for nobody but its receiver: nothing of a takeover waits for a notice, or knows of it.
/// May import admin's events.
@NullMarked
package tandem.notify;

import org.jspecify.annotations.NullMarked;
