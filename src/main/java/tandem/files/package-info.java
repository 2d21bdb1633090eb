/// **files**: files that are served from a folder, beside the backends.
///
/// Pure: which part of a file a request gets, or none (`Conditions`), dates, media types. I/O: `Folder`,
/// which finds and opens files and blocks, and `FileWorkers`, the threads that may. May import nothing.
@NullMarked
package tandem.files;

import org.jspecify.annotations.NullMarked;
