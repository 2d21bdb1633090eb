package tandem.config;

import java.io.StringReader;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// Turns the text of a file into the tree of its nodes, each with its line and column. Every scalar stays the text that
/// it is: what it stands for is for the key to say.
final class YamlText {
    /// Uses of one anchor or another; a few are convenient, many are an attack.
    private static final int MAX_ALIASES = 50;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new FailsafeSchema())
            .setMaxAliasesForCollections(MAX_ALIASES)
            .setAllowNonScalarKeys(true)
            .build();

    private YamlText() {}

    /// The root of the tree; nothing, and a problem, when the text is not YAML or has nothing in it.
    static Optional<Node> compose(String text, Problems problems) {
        try {
            var parser = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, new StringReader(text)));
            var root = new BoundedComposer(SETTINGS, parser).getSingleNode();
            if (root.isEmpty()) problems.error(Spot.FILE, "is empty; expected at least a section \"pools\"");
            return root;
        } catch (MarkedYamlEngineException e) {
            problems.error(spot(e.getProblemMark()), describe(e, text));
        } catch (ReaderException e) {
            var character = "U+%04X".formatted(e.getCodePoint());
            problems.error(spotAt(text, e.getPosition()), "not YAML: the character " + character + " is not allowed");
        } catch (RuntimeException e) {
            // The parser is fed with bytes of anyone's making, and some of them (a %YAML version of twenty digits)
            // make it fail in ways of its own.
            problems.error(Spot.FILE, "not YAML: " + oneLine(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private static String describe(MarkedYamlEngineException e, String text) {
        var problem = oneLine(String.valueOf(e.getProblem()));
        var message = new StringBuilder("not YAML: ");
        if (e.getContext() != null && !e.getContext().isEmpty()) {
            message.append(oneLine(e.getContext()));
            e.getContextMark()
                    .ifPresent(mark -> message.append(" that starts in line ").append(mark.getLine() + 1));
            // The library's sentences go on like this: "expected a single document, but found another".
            message.append(problem.startsWith("but ") ? ", " : ": ");
        }
        message.append(problem);
        var line = e.getProblemMark().map(mark -> line(text, mark.getLine())).orElse("");
        if (line.contains("]:")) message.append("; an IPv6 address in brackets needs quotes: \"[::1]:80\"");
        return message.toString();
    }

    private static String line(String text, int number) {
        return text.lines().skip(number).findFirst().orElse("");
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static Spot spot(Optional<Mark> mark) {
        return mark.map(m -> new Spot("", m.getLine() + 1, m.getColumn() + 1)).orElse(Spot.FILE);
    }

    /// The place of a character, counted in code points from the start of the text.
    private static Spot spotAt(String text, int position) {
        int end = text.offsetByCodePoints(0, Math.min(position, text.codePointCount(0, text.length())));
        return endOf(text.substring(0, end));
    }

    /// The place right behind a text.
    static Spot endOf(String text) {
        int lines = (int) text.chars().filter(c -> c == '\n').count();
        int start = text.lastIndexOf('\n') + 1;
        return new Spot("", lines + 1, text.codePointCount(start, text.length()) + 1);
    }
}
