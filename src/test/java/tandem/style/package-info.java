/// **style**: the house rules that a machine can check, over the syntax trees of the JDK's own compiler.
@NullMarked
package tandem.style;

import org.jspecify.annotations.NullMarked;
