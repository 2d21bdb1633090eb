/// **bench**: what Tandem's parts cost, measured by JMH. It imports the program; nothing imports it.
@NullMarked
package tandem.bench;

import org.jspecify.annotations.NullMarked;
