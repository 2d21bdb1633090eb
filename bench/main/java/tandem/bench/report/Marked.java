package tandem.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tandem.bench.host.BenchFailed;

/// The part of a text file between two marks, each in a line of its own, which `bench/run publish` keeps.
public final class Marked {
    private Marked() {}

    /// Replaces what stands between the marks of a name.
    ///
    /// @throws BenchFailed if the file has no such marks
    public static void write(Path file, String name, String content) {
        try {
            Files.writeString(file, replaced(Files.readString(file), name, content));
        } catch (IOException e) {
            throw new BenchFailed(file + " cannot be rewritten", e);
        }
    }

    static String replaced(String text, String name, String content) {
        String first = "<!-- " + name + ": written by bench/run publish -->";
        String last = "<!-- end of " + name + " -->";
        int begin = text.indexOf(first);
        int end = text.indexOf(last);
        if (begin < 0 || end < begin) throw new BenchFailed("there are no lines " + first + " and " + last);
        return text.substring(0, begin + first.length()) + "\n" + content.strip() + "\n" + text.substring(end);
    }
}
