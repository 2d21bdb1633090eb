/// **accesslog**: a line in a file for each request.
///
/// Pure: the formats, the escaping, what is known of a finished request. I/O: `AccessLog`, which has a thread
/// of its own. May import `route`, whose variables a format names.
@NullMarked
package tandem.accesslog;

import org.jspecify.annotations.NullMarked;
