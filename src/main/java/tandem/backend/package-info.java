/// **backend**: who a backend is, and what came of one attempt to reach it.
///
/// Pure values; no I/O, no clock, no randomness. Imports no other room.
@NullMarked
@Pure
package tandem.backend;

import org.jspecify.annotations.NullMarked;
import tandem.Pure;
