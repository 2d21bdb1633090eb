/// **cli**: the commands behind `bench/run`. It may import all of the benchmarks.
@NullMarked
package tandem.bench.cli;

import org.jspecify.annotations.NullMarked;
