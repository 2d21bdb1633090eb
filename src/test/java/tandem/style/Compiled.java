package tandem.style;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Class files of code that breaks a rule on purpose, and so cannot lie among the sources.
public final class Compiled {
    private Compiled() {}

    /// Compiles texts, by the full name of their class, against the class path of the tests; returns a new
    /// folder with the class files.
    public static Path into(Path parent, Map<String, String> sources) {
        List<SimpleJavaFileObject> inputs = sources.entrySet().stream()
                .map(e -> input(e.getKey(), e.getValue()))
                .toList();
        var compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "tests run on a JDK");
        var messages = new StringWriter();
        try {
            Path folder = Files.createTempDirectory(parent, "compiled");
            var options = List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
            if (!compiler.getTask(messages, null, null, options, null, inputs).call())
                throw new IllegalArgumentException(messages.toString());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SimpleJavaFileObject input(String name, String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
