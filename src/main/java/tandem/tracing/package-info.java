/// **tracing**: tells a collector of OpenTelemetry where requests spend their time: a span for each request, and one
/// for each try to have it answered by a backend.
///
/// Pure: the settings, what of a URL may be told. Holds state: `RequestTrace`. I/O: `Tracing`, whose thread sends what
/// its bounded queue holds. May import nothing.
@NullMarked
package tandem.tracing;

import org.jspecify.annotations.NullMarked;
