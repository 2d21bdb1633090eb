package tandem.bench.contestant;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command for a Java program of the benchmarks in a process of its own.
final class JavaChild {
    private JavaChild() {}

    static List<String> command(Path home, List<String> options, Class<?> main, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + home.resolve("bin").resolve("jvm.options"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
