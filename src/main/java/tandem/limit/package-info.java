/// **limit**: how much of the node one client may take.
///
/// Pure, all of it, time as an argument; what holds state may be shared by event loops. May import nothing.
@Pure
@NullMarked
package tandem.limit;

import org.jspecify.annotations.NullMarked;
import tandem.Pure;
