package tandem.failover;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import tandem.lab.Command;

/// A program of this machine that the benchmarks measure.
enum Program {
    NGINX("-v"),
    HAPROXY("-v"),
    KEEPALIVED("--version");

    private final String version;

    Program(String version) {
        this.version = version;
    }

    /// Its command and its package's name.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// What it calls itself.
    String version() {
        return Command.must(text(), version)
                .lines()
                .findFirst()
                .orElse(text())
                .strip()
                .replace("nginx version: ", "");
    }

    /// What is not installed of these, for a person; empty where nothing is missing.
    static String missing(Collection<Program> those) {
        return those.stream()
                .distinct()
                .map(Program::text)
                .filter(program -> !Command.there(program))
                .collect(Collectors.joining(" "));
    }

    /// What to do about it.
    static String advice(String missing) {
        return "not installed: " + missing + "\n  Debian, Ubuntu: apt-get install --no-install-recommends " + missing;
    }
}
