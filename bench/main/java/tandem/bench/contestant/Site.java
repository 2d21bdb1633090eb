package tandem.bench.contestant;

import java.nio.file.Path;
import java.util.List;

/// Where a contestant runs.
///
/// @param home the project's root
/// @param folder for its configuration and log
/// @param pin what a command begins with that runs there, such as taskset; may be empty
/// @param backendPort of the loopback address; what it forwards to
/// @param certificate for TLS
public record Site(Path home, Path folder, List<String> pin, int backendPort, Certificate certificate) {
    public Site {
        pin = List.copyOf(pin);
    }
}
