/// **peer**: small programs that run in processes of their own: the Java libraries' proxies, and backends. It may
/// import nothing else of the benchmarks.
@NullMarked
package tandem.bench.peer;

import org.jspecify.annotations.NullMarked;
