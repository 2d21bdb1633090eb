/// **throughput**: requests a second, processor time and latency of the contestants, in the same run. It may import
/// contestant, host, load and report.
@NullMarked
package tandem.bench.throughput;

import org.jspecify.annotations.NullMarked;
