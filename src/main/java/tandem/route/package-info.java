/// **route**: which route takes a request, and what the route says is done with it.
///
/// Pure, all of it: virtual hosts and routes, paths and their rewriting, templates with variables, rules for
/// header fields, the fields that tell who the client is. May import nothing.
@Pure
@NullMarked
package tandem.route;

import org.jspecify.annotations.NullMarked;
import tandem.Pure;
