/// **metrics**: the figures of a node for Prometheus.
///
/// Pure: [NodeMetrics], which turns a snapshot into samples. Holds state: [EventCounts]. I/O: the registry of
/// [Metrics], the JVM's own figures, and [LoopLag]. The data path pays nothing: its counters are read when somebody
/// scrapes. May import every room but `config` and `cli`.
@NullMarked
package tandem.metrics;

import org.jspecify.annotations.NullMarked;
