package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Damaged copies of the reference: whatever they say, loading them gives settings or problems and never an exception.
class MutationTest {
    private static final int MUTANTS = 100;
    private static final List<String> SCRAPS = List.of(
            ":",
            "- ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "#",
            "&a ",
            "*a",
            "!!",
            "%",
            "|",
            ">",
            "~",
            "\t",
            "\n",
            "\r",
            "---\n",
            "...\n",
            "? ",
            "<<: *a",
            "0",
            "-1",
            "99999999999999999999",
            "1h",
            "::1",
            "\\x1b",
            "null",
            "@",
            "`",
            "\u0000",
            "\u0085",
            "\uFEFF",
            "é",
            "\uD83D\uDE00",
            "\u202E");

    private final byte[] reference =
            Repository.text(Repository.conf().resolve("tandem.yaml")).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aDamagedFileIsEitherLoadedOrRefusedWithAReason(long seed) throws IOException {
        var random = new Random(seed);
        var file = folder.resolve("mutant.yaml");
        var identity = Loading.node("proxy-a");
        for (int mutant = 0; mutant < MUTANTS; mutant++) {
            Files.write(file, mutate(random));

            var loaded = ConfigFile.load(file, identity);

            switch (loaded) {
                case Loaded.Valid(var settings, var report) -> {
                    assertThat(settings.pools()).isNotEmpty();
                    assertThat(report.errors()).isZero();
                }
                case Loaded.Invalid(var report) -> assertThat(report.errors()).isPositive();
            }
            var problems = loaded.report().problems();
            assertThat(problems).isSortedAccordingTo(Problem.FILE_ORDER);
            assertThat(problems.stream().map(Problem::text)).noneMatch(text -> text.contains("\n"));
            if (loaded instanceof Loaded.Valid)
                assertThat(ConfigFile.check(file).valid()).isTrue();
        }
    }

    private byte[] mutate(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> flipBytes(random);
            case 1 -> shuffleLines(random);
            default -> insertScraps(random);
        };
    }

    private byte[] flipBytes(Random random) {
        var bytes = reference.clone();
        int flips = 1 + random.nextInt(4);
        for (int i = 0; i < flips; i++) bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        return bytes;
    }

    /// Drops, doubles and moves whole lines, and indents them wrongly. Comments are left out, which only dilute.
    private byte[] shuffleLines(Random random) {
        var lines = new ArrayList<>(settings());
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(lines.size());
            switch (random.nextInt(4)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(at));
                case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
                default -> lines.set(at, " ".repeat(random.nextInt(4)) + lines.get(at));
            }
        }
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] insertScraps(Random random) {
        var text = new StringBuilder(String.join("\n", settings()));
        int scraps = 1 + random.nextInt(3);
        for (int i = 0; i < scraps; i++) {
            int at = random.nextInt(text.length());
            int cut = Math.min(text.length(), at + random.nextInt(4));
            text.replace(at, cut, SCRAPS.get(random.nextInt(SCRAPS.size())));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private List<String> settings() {
        return new String(reference, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
                .toList();
    }
}
