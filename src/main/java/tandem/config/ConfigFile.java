package tandem.config;

import java.nio.file.Path;
import java.util.Optional;

/// The configuration file: YAML, the same on every node.
///
/// Nothing that stands in a file, and nothing about the file, makes these functions throw: what is wrong comes back as
/// a [Report] of all problems at once.
public final class ConfigFile {

    private ConfigFile() {}

    /// Loads a file as one node.
    ///
    /// @param file     as the user named it; problems name it the same
    /// @param identity by what this process finds its own entry
    public static Loaded load(Path file, Identity identity) {
        var problems = new Problems(file.toString());
        var settings = read(file, problems).flatMap(document -> settings(document, identity, problems));
        var report = problems.report();
        return settings.<Loaded>map(valid -> new Loaded.Valid(valid, report))
                .orElseGet(() -> new Loaded.Invalid(report));
    }

    /// Checks a file as each of the nodes in it, whichever host this is.
    ///
    /// @param file as the user named it; problems name it the same
    public static Report check(Path file) {
        var problems = new Problems(file.toString());
        read(file, problems);
        return problems.report();
    }

    /// Checks the text of a file that need not exist.
    ///
    /// @param name by which problems name it
    public static Report check(String name, String yaml) {
        var problems = new Problems(name);
        composed(yaml, problems);
        return problems.report();
    }

    /// The file, with its problems found: each value's own, then what does not go together, then what the settings of
    /// any node refuse.
    private static Optional<Document> read(Path file, Problems problems) {
        return FileText.read(file, problems).flatMap(text -> composed(text, problems));
    }

    private static Optional<Document> composed(String text, Problems problems) {
        var document = YamlText.compose(text, problems).map(root -> Section.read(root, "", problems, Document::read));
        document.ifPresent(read -> {
            new Rules(read, problems).check();
            if (problems.errors() == 0) read.nodes().forEach(node -> settings(read, node, problems));
        });
        return document;
    }

    private static Optional<Settings> settings(Document document, Identity identity, Problems problems) {
        // Who this is can only be told where all nodes are known.
        if (problems.errors() > 0) return Optional.empty();
        return switch (Self.of(document, identity)) {
            case Self.Found(var node) -> settings(document, node, problems);
            case Self.Unknown(var spot, var why) -> {
                problems.error(spot, why);
                yield Optional.empty();
            }
        };
    }

    private static Optional<Settings> settings(Document document, NodeSection node, Problems problems) {
        try {
            return Optional.of(document.settings(node));
        } catch (IllegalArgumentException refused) {
            problems.error(node.spot(), String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }
}
