/// **cluster**: who the members are, what they say of themselves, and who should be active.
///
/// Pure: [Member], [View], [Election] and its [Verdict]. Holds state: the roster. I/O: Hazelcast
/// membership. Imports no other room.
@NullMarked
package tandem.cluster;

import org.jspecify.annotations.NullMarked;
