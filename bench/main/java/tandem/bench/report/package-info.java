/// **report**: progress while it runs, tables, plots, and the results' files. It may import host.
@NullMarked
package tandem.bench.report;

import org.jspecify.annotations.NullMarked;
