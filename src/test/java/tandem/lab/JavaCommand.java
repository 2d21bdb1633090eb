package tandem.lab;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The command that starts a Java program of this build in a process of its own, with the JDK that the tests
/// themselves run with.
public final class JavaCommand {
    /// Those of `bin/jvm.options` without which a program does not start.
    private static final List<String> NEEDED_FLAGS = List.of("--enable-native-access", "--sun-misc-unsafe", "--add-");

    private JavaCommand() {}

    /// A small program of the tests: starts fast and stays small.
    public static List<String> small(String mainClass, String... arguments) {
        var flags = new ArrayList<String>();
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> NEEDED_FLAGS.stream().anyMatch(flag::startsWith))
                .forEach(flags::add);
        flags.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"));
        return command(flags, classPath(true), mainClass, List.of(arguments));
    }

    /// The program itself, without anything of the tests on its class path, with all that `bin/jvm.options` has.
    public static List<String> program(List<String> jvmFlags, String mainClass, String... arguments) {
        var flags = new ArrayList<String>();
        flags.add("@" + Path.of("..", "bin", "jvm.options").toAbsolutePath().normalize());
        flags.addAll(jvmFlags);
        return command(flags, classPath(false), mainClass, List.of(arguments));
    }

    private static List<String> command(
            List<String> jvmFlags, String classPath, String mainClass, List<String> arguments) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmFlags);
        words.addAll(List.of("-cp", classPath, mainClass));
        words.addAll(arguments);
        return words;
    }

    /// What the program itself is run from: with Maven all of it is jars.
    static List<Path> programClassPath() {
        return entries(false).map(Path::of).toList();
    }

    private static String classPath(boolean tests) {
        return entries(tests).collect(Collectors.joining(File.pathSeparator));
    }

    private static Stream<String> entries(boolean tests) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty() && (tests || !entry.endsWith("test-classes")));
    }
}
