package tandem.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.stream.Stream;
import tandem.files.FileWorkers;
import tandem.files.Folder;
import tandem.route.Rewrite;
import tandem.route.RouteSettings.Action;
import tandem.route.RouteSettings.PathMatch;
import tandem.route.Routed;

/// The folders that routes serve.
final class ServedFiles {
    private final IdentityHashMap<Action.Files, FileRequest.Served> folders = new IdentityHashMap<>();

    /// @param workers who reads their files
    ServedFiles(EdgeSettings settings, FileWorkers workers) {
        var compression = settings.compression().enabled() ? settings.compression() : null;
        routes(settings)
                .forEach(files -> folders.put(
                        files,
                        new FileRequest.Served(workers, new Folder(files.root(), files.index()), files, compression)));
    }

    private static Stream<Action.Files> routes(EdgeSettings settings) {
        return settings.hosts().stream()
                .flatMap(host -> host.routes().stream())
                .flatMap(route -> route.action() instanceof Action.Files files ? Stream.of(files) : Stream.empty());
    }

    /// Looks whether all folders are there.
    ///
    /// @throws IOException with a line for whoever wrote the configuration
    static void check(EdgeSettings settings) throws IOException {
        for (Action.Files files : routes(settings).toList())
            if (!Files.isDirectory(Path.of(files.root())))
                throw new IOException("cannot serve files of " + files.root() + ": it is no folder that can be read");
    }

    /// The file that a request asks for, by GET or HEAD.
    FileRequest ask(Action.Files settings, Routed.Taken taken, RequestFacts facts) {
        String prefix = taken.route().settings().match().path() instanceof PathMatch.Prefix(String text, boolean _)
                ? text
                : "/";
        return java.util.Objects.requireNonNull(folders.get(settings))
                .ask(
                        Rewrite.below(prefix, taken),
                        facts,
                        Rewrite.folder(taken),
                        taken.route().settings().compress());
    }
}
