/// **cli**: the commands, and the one place that constructs and wires the rooms.
///
/// May import everything; nothing imports it.
@NullMarked
package tandem.cli;

import org.jspecify.annotations.NullMarked;
