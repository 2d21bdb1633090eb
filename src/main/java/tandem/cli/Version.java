package tandem.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// Which Tandem this is, and what it runs on.
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {
            "Tandem " + number(),
            "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }

    /// The version that the build wrote, such as `0.1.0`.
    static String number() {
        try (var in = Version.class.getResourceAsStream("/tandem/version.properties")) {
            var properties = new Properties();
            if (in != null) properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
