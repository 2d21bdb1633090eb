/// **load**: the clients that put a proxy under load and measure what came of it. It may import host.
@NullMarked
package tandem.bench.load;

import org.jspecify.annotations.NullMarked;
