/// **host**: the machine that is measured on: processors, processes, their accounts in `/proc`. It may import nothing
/// else of the benchmarks.
@NullMarked
package tandem.bench.host;

import org.jspecify.annotations.NullMarked;
