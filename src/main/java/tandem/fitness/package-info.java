/// **fitness**: finds out whether this node could serve a real request now.
///
/// Pure: settings, findings, thresholds. I/O: requests to the node's own listener, the watch over the event
/// loops, the operator's own checks. May import nothing: what it looks at is given to it as an address or an
/// executor.
@NullMarked
package tandem.fitness;

import org.jspecify.annotations.NullMarked;
