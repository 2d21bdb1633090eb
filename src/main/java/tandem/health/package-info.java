/// **health**: which backends may be balanced to, and why not the others.
///
/// Pure: thresholds and ejection rules, with the time as an argument. Holds state: the health table. I/O: the active
/// HTTP check. May import `backend`.
@NullMarked
package tandem.health;

import org.jspecify.annotations.NullMarked;
