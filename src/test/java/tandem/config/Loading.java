package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Loads configurations that stand in a test.
///
/// @param folder where they are written to
record Loading(Path folder) {

    /// A process that was given no name, on a host with these addresses.
    static Identity host(String name, String... addresses) {
        Set<InetAddress> all = Stream.of(addresses).map(InetAddress::ofLiteral).collect(Collectors.toSet());
        return new Identity(null, null, null, name, all);
    }

    /// A process that was told which node it is, on a host that tells nothing.
    static Identity node(@Nullable String name) {
        return new Identity(name, null, null, "somewhere", Set.of());
    }

    /// The settings of a file without a problem.
    static Settings valid(Path file, Identity identity) {
        var loaded = ConfigFile.load(file, identity);
        assertThat(loaded).as(loaded.report().text()).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).settings();
    }

    Settings valid(String yaml, Identity identity) {
        return valid(write(yaml), identity);
    }

    /// The problems of a file that is refused, as text without the file's name.
    String refused(String yaml, Identity identity) {
        var file = write(yaml);
        var loaded = ConfigFile.load(file, identity);
        assertThat(loaded).isInstanceOf(Loaded.Invalid.class);
        return loaded.report().text().replace(file.toString(), "FILE");
    }

    Path write(String yaml) {
        try {
            return Files.writeString(folder.resolve("test.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
