/// **failover**: how long clients are without service when the owner of a virtual address fails, measured in
/// the lab, for Tandem and for its peers in the same run.
///
/// A [Contestant] is a pair of nodes; a [Series] inflicts a [Fault] on its owner again and again and yields
/// [Takeover]s; a [Report] sums them up. [FailoverBench] is the command.
///
/// And how many requests fail when a backend behind one proxy is lost: a [Front] stands before three
/// Tomcats, and what its clients saw is [Lost]. [LostBackendBench] is the command.
@NullMarked
package tandem.failover;

import org.jspecify.annotations.NullMarked;
