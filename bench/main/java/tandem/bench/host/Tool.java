package tandem.bench.host;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A program beside Java that a benchmark needs, and the Debian package that has it.
public enum Tool {
    TASKSET("taskset", "util-linux"),
    NGINX("nginx", "nginx"),
    HAPROXY("haproxy", "haproxy"),
    WRK("wrk", "wrk"),
    H2LOAD("h2load", "nghttp2-client"),
    OPENSSL("openssl", "openssl");

    private final String program;
    private final String debianPackage;

    Tool(String program, String debianPackage) {
        this.program = program;
        this.debianPackage = debianPackage;
    }

    /// Which of them are not installed.
    public static List<Tool> missing(Collection<Tool> needed) {
        return needed.stream()
                .distinct()
                .filter(tool -> !Shell.has(tool.program))
                .toList();
    }

    /// How the missing ones are got.
    ///
    /// @throws BenchFailed if any is missing
    public static void require(Collection<Tool> needed) {
        var missing = missing(needed);
        if (missing.isEmpty()) return;
        throw new BenchFailed("not installed: " + names(missing, tool -> tool.program)
                + "\n  Debian, Ubuntu: apt-get install --no-install-recommends "
                + names(missing, tool -> tool.debianPackage)
                + "\n  A package that starts a service of its own (nginx, haproxy) does so on port 80: stop it there.");
    }

    private static String names(List<Tool> tools, Function<Tool, String> name) {
        return tools.stream().map(name).distinct().collect(Collectors.joining(" "));
    }
}
