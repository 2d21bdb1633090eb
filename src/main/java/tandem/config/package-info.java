/// **config**: the one YAML file as typed settings, or every problem in it with file, line and what was expected.
///
/// May import the settings records of the other rooms, nothing that acts.
@NullMarked
package tandem.config;

import org.jspecify.annotations.NullMarked;
