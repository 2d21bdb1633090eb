/// **journal**: what operators have changed of the pools while they run, so that it outlives a process and all nodes
/// know it.
///
/// Pure are the wishes, what they have a pool changed to, and their text; a file and the thread that writes it are the
/// only I/O. May import `backend`.
@NullMarked
package tandem.journal;

import org.jspecify.annotations.NullMarked;
