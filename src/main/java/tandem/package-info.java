/// **tandem**: marks that every room may use. Imports no room.
@NullMarked
package tandem;

import org.jspecify.annotations.NullMarked;
