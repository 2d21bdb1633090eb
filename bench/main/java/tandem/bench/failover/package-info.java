/// **failover**: how long clients were without service when the owner of an address failed. Its measuring is a
/// part of the program's tests, in their lab; here is what is made of its results. It may import report.
@NullMarked
package tandem.bench.failover;

import org.jspecify.annotations.NullMarked;
