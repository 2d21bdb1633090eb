package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// `docs/strictness.md`: what is refused, by which section of which RFC, and what nginx does with it.
final class StrictnessTable {
    private StrictnessTable() {}

    /// A request that is refused.
    ///
    /// @param section of the RFC
    /// @param what    is wrong with it
    /// @param shown   the part of it that matters
    /// @param request all of it, but for what comes behind
    /// @param status  that it gets; 0 where it may get one or none
    record Case(String section, String what, String shown, String request, int status) {
        private boolean isHead() {
            return status != 0;
        }

        private String row(String nginx) {
            String tandem = status == 0 ? "400 or closed" : Integer.toString(status);
            return "| " + section + " | " + cell(what) + " | `" + cell(shown) + "` | " + tandem + " | " + nginx
                    + " |\n";
        }
    }

    /// What a server did with a request.
    ///
    /// @param status of its first answer; 0 for none
    /// @param passed whether something reached the backend
    record Outcome(int status, boolean passed) {
        String text() {
            return (status == 0 ? "no answer" : Integer.toString(status)) + (passed ? ", passed on" : "");
        }
    }

    /// The whole file.
    ///
    /// @param outcomes of nginx, one for each case
    static String text(String version, List<Case> cases, List<Outcome> outcomes) {
        long heads = cases.stream().filter(Case::isHead).count();
        long passed = IntStream.range(0, cases.size())
                .filter(i -> cases.get(i).isHead() && outcomes.get(i).passed())
                .count();
        var text = new StringBuilder("""
                # Strictness
                What is not exactly HTTP/1.1 is refused by Tandem, the connection ends, and nothing of it, or of what comes behind
                it, reaches a backend: a request that two programs could read differently is how requests are smuggled. Each line
                is a test of `StrictnessIT`, by a real socket. The last column is what nginx %s does with the same bytes as a plain
                `proxy_pass`, measured by the same test: the status of its first answer, or that there is none, and whether
                something of it reached the backend.

                Of the %d requests with a wrong head Tandem passes none on, nginx %d. Of a body in chunks with a mistake in it,
                what comes before the mistake may be on its way already; Tandem passes on nothing of what is behind.

                The test compares this file with what it measures; `-Dtandem.strictness=write` writes it anew. With another
                version of nginx it says what is different, and compares the rest.

                | RFC | what | request | Tandem | nginx %s |
                | --- | --- | --- | --- | --- |
                """.formatted(version, heads, passed, version));
        for (int i = 0; i < cases.size(); i++)
            text.append(cases.get(i).row(outcomes.get(i).text()));
        return text.toString();
    }

    /// The version of nginx that a file was written with.
    static String version(String file) {
        return file.replaceFirst("(?s).*\\| Tandem \\| nginx ([0-9.]+) \\|.*", "$1");
    }

    /// The lines of a file without what is nginx's.
    static List<String> own(String file) {
        return file.lines()
                .filter(line -> line.startsWith("| 9"))
                .map(line -> line.substring(0, line.lastIndexOf(" | ")))
                .toList();
    }

    /// Lines of the second file that are not in the first one.
    static List<String> different(String before, String after) {
        var different = new ArrayList<>(after.lines().toList());
        different.removeAll(before.lines().toList());
        return different;
    }

    /// For a cell of a table of Markdown: what cannot be seen as `\xHH`.
    private static String cell(String text) {
        var cell = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r') cell.append("\\r");
            else if (c == '\n') cell.append("\\n");
            else if (c == '\t') cell.append("\\t");
            else if (c < ' ' || c >= 127) cell.append("\\x%02X".formatted((int) c));
            else if (c == '|') cell.append("\\|");
            else cell.append(c);
        }
        return cell.toString();
    }
}
