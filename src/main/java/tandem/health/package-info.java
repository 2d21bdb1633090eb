/// **health**: which backends may be balanced to, and why not the others.
///
/// Pure, with the time as an argument: the rules of [Ejection] (what real requests say), [Thresholds] (what
/// checks say) and [Hearsay] (what other nodes say) over the immutable [PoolHealth], and the [CheckSchedule].
/// Holds state: the [HealthTable], the one place where event loops meet. I/O: the [HealthChecker], the log.
/// May import `backend`.
@NullMarked
package tandem.health;

import org.jspecify.annotations.NullMarked;
