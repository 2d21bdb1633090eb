package tandem.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tandem.tls.BackendTlsSettings;
import tandem.tls.TlsProblem;
import tandem.tls.TlsSettings;

/// The configuration file: YAML, the same on every node.
///
/// Nothing that stands in a file, and nothing about the file, makes these functions throw: what is wrong
/// comes back as a [Report] of all problems at once.
public final class ConfigFile {

    private ConfigFile() {}

    /// What is wrong with the files that certificates are in.
    public interface FileCheck {
        /// Does not look at them.
        FileCheck NONE = listener -> List.of();

        /// With those of a listener.
        List<TlsProblem> ofListener(TlsSettings listener);

        /// With those of connections to backends.
        default List<TlsProblem> ofBackends(BackendTlsSettings backends) {
            return List.of();
        }
    }

    /// Loads a file as one node, without a look at the files that it names.
    public static Loaded load(Path file, Identity identity) {
        return load(file, identity, FileCheck.NONE);
    }

    /// Loads a file as one node.
    ///
    /// @param file     as the user named it; problems name it the same
    /// @param identity by what this process finds its own entry
    /// @param files    looks at the files that it names, once it is right by itself
    public static Loaded load(Path file, Identity identity, FileCheck files) {
        var problems = new Problems(file.toString());
        var settings = read(file, problems, files).flatMap(document -> settings(document, identity, problems));
        var report = problems.report();
        return settings.<Loaded>map(valid -> new Loaded.Valid(valid, report))
                .orElseGet(() -> new Loaded.Invalid(report));
    }

    /// Checks a file as each of the nodes in it, whichever host this is, without a look at the files that it
    /// names.
    public static Report check(Path file) {
        return check(file, FileCheck.NONE);
    }

    /// Checks a file as each of the nodes in it, whichever host this is.
    ///
    /// @param file  as the user named it; problems name it the same
    /// @param files looks at the files that it names, once it is right by itself
    public static Report check(Path file, FileCheck files) {
        var problems = new Problems(file.toString());
        read(file, problems, files);
        return problems.report();
    }

    /// Checks the text of a file that need not exist, without a look at the files that it names.
    ///
    /// @param name by which problems name it
    public static Report check(String name, String yaml) {
        var problems = new Problems(name);
        composed(yaml, problems, FileCheck.NONE);
        return problems.report();
    }

    /// The file, with its problems found: each value's own, then what does not go together, then what the
    /// settings of any node refuse, then those of the files that it names.
    private static Optional<Document> read(Path file, Problems problems, FileCheck files) {
        return FileText.read(file, problems).flatMap(text -> composed(text, problems, files));
    }

    private static Optional<Document> composed(String text, Problems problems, FileCheck files) {
        var document = YamlText.compose(text, problems).map(root -> Section.read(root, "", problems, Document::read));
        document.ifPresent(read -> {
            new Rules(read, problems).check();
            if (problems.errors() == 0) read.nodes().forEach(node -> settings(read, node, problems));
            if (problems.errors() == 0) {
                read.listeners().forEach(listener -> look(listener, files, problems));
                read.pools().forEach(pool -> pool.tls().forEach(tls -> look(tls, files, problems)));
            }
        });
        return document;
    }

    private static void look(ListenerSection listener, FileCheck files, Problems problems) {
        listener.tls().ifPresent(tls -> {
            for (var problem : files.ofListener(tls.settings().get())) {
                if (problem.fatal()) problems.error(tls.spotOf(problem), problem.message());
                else problems.warning(tls.spotOf(problem), problem.message());
            }
        });
    }

    private static void look(BackendTlsSection tls, FileCheck files, Problems problems) {
        if (tls.verify().is(verified -> !verified))
            problems.warning(
                    tls.verify().spot(),
                    "certificates of backends are not verified, so that anybody in between can pose as a backend;"
                            + " expected true");
        for (var problem : files.ofBackends(tls.settings().get())) {
            if (problem.fatal()) problems.error(tls.spotOf(problem), problem.message());
            else problems.warning(tls.spotOf(problem), problem.message());
        }
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
