/// **takeover**: the first seconds of a standby that never served. It may import contestant, host, load, report and
/// throughput's ratios.
@NullMarked
package tandem.bench.takeover;

import org.jspecify.annotations.NullMarked;
