package tandem.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Settings;
import tandem.tls.BackendTlsSettings;
import tandem.tls.CertificateFiles;
import tandem.tls.TlsProblem;
import tandem.tls.TlsSettings;

/// The options of a command that runs as one of a configuration's nodes.
final class NodeOptions {
    private static final Logger LOG = LoggerFactory.getLogger(NodeOptions.class);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "the configuration, for example conf/tandem.yaml or conf/witness.yaml")
    private Path config = Path.of("");

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "which of the file's nodes this is (default: $TANDEM_NODE, or the one that has this host's"
                    + " address or name)")
    private @Nullable String node;

    /// As the command line `-c FILE` gives them.
    static NodeOptions of(Path config) {
        var options = new NodeOptions();
        options.config = config;
        return options;
    }

    /// Looks at the certificates that a configuration names.
    static final ConfigFile.FileCheck FILES = new ConfigFile.FileCheck() {
        @Override
        public List<TlsProblem> ofListener(TlsSettings listener) {
            return CertificateFiles.load(listener, Instant.now()).problems();
        }

        @Override
        public List<TlsProblem> ofBackends(BackendTlsSettings backends) {
            return CertificateFiles.load(backends, Instant.now()).problems();
        }
    };

    /// By what this process finds its own entry.
    Identity identity() {
        return Identity.ofThisHost(node);
    }

    /// The file, as the user named it.
    Path config() {
        return config;
    }

    /// The settings of this node. Its problems are told; empty when it cannot be used.
    Optional<Settings> load() {
        return switch (ConfigFile.load(config, identity(), FILES)) {
            case Loaded.Invalid(var report) -> {
                System.err.println(report.text());
                yield Optional.empty();
            }
            case Loaded.Valid(var settings, var report) -> {
                report.problems().forEach(problem -> LOG.warn("{}", problem.text()));
                yield Optional.of(settings);
            }
        };
    }
}
