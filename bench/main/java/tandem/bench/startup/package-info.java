/// **startup**: from the start of the process to the first answer. It may import contestant, host, report and
/// throughput's ratios.
@NullMarked
package tandem.bench.startup;

import org.jspecify.annotations.NullMarked;
