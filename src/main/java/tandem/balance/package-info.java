/// **balance**: which backend gets the next request.
///
/// Pure: a sealed [Balancer] and one small class for each algorithm. A balancer knows weights and load, nothing of
/// health: it is made anew for each set of eligible backends. May import `backend`.
@NullMarked
@Pure
package tandem.balance;

import org.jspecify.annotations.NullMarked;
import tandem.Pure;
