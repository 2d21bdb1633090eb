/// **backends**: what became of requests when one of three backends was lost. Its measuring is a part of
/// the program's tests, in their lab; here is what is made of its results. It may import report and
/// throughput's ratios.
@NullMarked
package tandem.bench.backends;

import org.jspecify.annotations.NullMarked;
