package tandem.style;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// A Java source file, parsed but not attributed.
///
/// @param file path in the source folder, with `/`
/// @param text the whole of it
/// @param unit its syntax tree
/// @param docs positions and documentation comments of the tree
public record Source(String file, String text, CompilationUnitTree unit, DocTrees docs) {

    /// Parses a text as if it were in that file.
    public static Source parse(String file, String text) {
        return parse(List.of(new Text(file, text))).getFirst();
    }

    /// Parses every Java file of a source folder.
    public static List<Source> all(Path folder) {
        try (var files = Files.walk(folder)) {
            return parse(files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(file -> new Text(folder.relativize(file).toString().replace('\\', '/'), read(file)))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All in one task of the compiler: to make a task takes longer than to parse a file.
    private static List<Source> parse(List<Text> texts) {
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests run on a JDK");
        var task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, texts);
        var docs = DocTrees.instance(task);
        try {
            var units = task.parse().iterator();
            return texts.stream()
                    .map(text -> new Source(text.file, text.text, units.next(), docs))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the compiler reads.
    private static final class Text extends SimpleJavaFileObject {
        private final String file;
        private final String text;

        Text(String file, String text) {
            super(URI.create("string:///" + file), JavaFileObject.Kind.SOURCE);
            this.file = file;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> lines() {
        return text.lines().toList();
    }

    /// `tandem.vip` for `tandem/vip/Some.java`.
    public String packageName() {
        return file.substring(0, Math.max(0, file.lastIndexOf('/'))).replace('/', '.');
    }

    public boolean isPackageInfo() {
        return file.endsWith("/package-info.java");
    }

    long firstLine(Tree tree) {
        return unit.getLineMap().getLineNumber(docs.getSourcePositions().getStartPosition(unit, tree));
    }

    long lastLine(Tree tree) {
        return unit.getLineMap().getLineNumber(docs.getSourcePositions().getEndPosition(unit, tree));
    }

    /// The documentation comment of the package; null when there is none.
    @Nullable
    String packageComment() {
        Tree declaration = unit.getPackage();
        return declaration == null ? null : docs.getDocComment(new TreePath(new TreePath(unit), declaration));
    }
}
