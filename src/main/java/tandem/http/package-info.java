/// **http**: HTTP/1.1 messages as bytes (RFC 9110, RFC 9112): reading heads and bodies strictly, and writing them anew.
///
/// Pure: bytes in, values out; no I/O, no clock. Imports no other room, and of the libraries only Netty's buffer
/// and its string of bytes. A
/// head is scanned once, and what was found is kept as positions in its bytes; text is made of it only when somebody
/// asks.
@NullMarked
@Pure
package tandem.http;

import org.jspecify.annotations.NullMarked;
import tandem.Pure;
