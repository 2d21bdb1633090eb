/// **admin**: what an operator sees: status values and the HTTP endpoints that serve them.
///
/// Reads the other rooms as snapshots, and hands them what an operator asks for; decides nothing of its own.
/// May import every room but `config` and `cli`.
@NullMarked
package tandem.admin;

import org.jspecify.annotations.NullMarked;
