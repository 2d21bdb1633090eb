/// **contestant**: the proxies that are compared, each with a configuration for one worker, and the backends behind
/// them. It may import host and peer.
@NullMarked
package tandem.bench.contestant;

import org.jspecify.annotations.NullMarked;
