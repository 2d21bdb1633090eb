package tandem.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tandem.admin.AdminSettings;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Settings;

/// Where a command finds the node that it asks, and the token for it: by an option, else by the environment, else by
/// the node's own configuration, else at 127.0.0.1:9900 without a token.
final class AdminOptions {
    private static final String USUAL = "http://127.0.0.1:9900";

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "a node's admin listener, such as 127.0.0.1:9900 or https://proxy-a:9900 (default:"
                    + " $TANDEM_ADMIN, else that of --config, else 127.0.0.1:9900). Several with commas between them:"
                    + " `status` and `tail` ask the next one when one does not answer, as they do those of --config")
    private @Nullable String admin;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "a file with your token (default: the token in $TANDEM_TOKEN, else admin.command-token-file of"
                            + " --config, else none)")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM certificates to trust for https (default: $TANDEM_CA, else admin.tls.certificate of"
                    + " --config, else those of Java)")
    private @Nullable Path ca;

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description =
                    "PEM file with your certificate, for a node that asks for one (default: $TANDEM_CERT, else none)")
    private @Nullable Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "PEM file with its private key, PKCS #8 (default: $TANDEM_KEY, else none)")
    private @Nullable Path key;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "the node's configuration (default: $TANDEM_CONFIG)")
    private @Nullable Path config;

    @Option(names = "--node", paramLabel = "NAME", description = "which of the configuration's nodes to ask")
    private @Nullable String node;

    /// A client of that node.
    ///
    /// @throws AdminClient.Refused when the options make no sense
    AdminClient client() throws AdminClient.Refused {
        return client(System.getenv());
    }

    AdminClient client(Map<String, String> environment) throws AdminClient.Refused {
        var file = config != null ? config : path(environment.get("TANDEM_CONFIG"));
        var whole = file == null ? Optional.<Settings>empty() : Optional.of(read(file));
        var settings = whole.map(Settings::admin);
        var named = admin != null ? admin : environment.get("TANDEM_ADMIN");
        var nodes = new ArrayList<URI>();
        for (var url : named != null
                ? List.of(named.split(","))
                : whole.map(AdminOptions::urls).orElse(List.of(USUAL))) nodes.add(uri(url.strip()));
        var trusted = ca != null ? ca : path(environment.get("TANDEM_CA"));
        if (trusted == null)
            trusted = settings.flatMap(found -> found.access().tls())
                    .map(tls -> Path.of(tls.certificate()))
                    .orElse(null);
        return new AdminClient(
                nodes, token(environment, settings), new Trust(Optional.ofNullable(trusted), own(environment)));
    }

    private Optional<Trust.Own> own(Map<String, String> environment) throws AdminClient.Refused {
        var mine = certificate != null ? certificate : path(environment.get("TANDEM_CERT"));
        var secret = key != null ? key : path(environment.get("TANDEM_KEY"));
        if (mine == null && secret == null) return Optional.empty();
        if (mine == null || secret == null)
            throw new AdminClient.Refused("a certificate needs its key: give both --cert and --key");
        return Optional.of(new Trust.Own(mine, secret));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null || text.isBlank() ? null : Path.of(text);
    }

    private Settings read(Path file) throws AdminClient.Refused {
        return switch (ConfigFile.load(file, Identity.ofThisHost(node))) {
            case Loaded.Invalid(var report) -> throw new AdminClient.Refused(report.text());
            case Loaded.Valid(var settings, var _) -> settings;
        };
    }

    /// Of the configuration's own node, and of the others where they can be reached.
    private static List<String> urls(Settings settings) {
        var others = settings.admin().peers().stream()
                .filter(peer -> !peer.node().equals(settings.cluster().self()))
                .flatMap(peer -> peer.url().stream());
        return Stream.concat(Stream.of(url(settings.admin())), others).toList();
    }

    /// By loopback where it listens there, too.
    private static String url(AdminSettings settings) {
        var host = settings.listen().host();
        if (host.equals("0.0.0.0")) host = "127.0.0.1";
        if (host.equals("::")) host = "::1";
        var scheme = settings.access().tls().isPresent() ? "https://" : "http://";
        return scheme + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                + settings.listen().port();
    }

    private static URI uri(String text) throws AdminClient.Refused {
        try {
            var uri = URI.create(text.contains("://") ? text : "http://" + text);
            if (uri.getHost() != null && uri.getPath().replace("/", "").isEmpty())
                return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new AdminClient.Refused(text + " is not host:port, and no URL of a node");
    }

    private Optional<String> token(Map<String, String> environment, Optional<AdminSettings> settings)
            throws AdminClient.Refused {
        var given = environment.getOrDefault("TANDEM_TOKEN", "");
        if (tokenFile == null && !given.isBlank()) return Optional.of(given);
        var file = tokenFile != null
                ? Optional.of(tokenFile)
                : settings.flatMap(found -> found.access().commandToken()).map(Path::of);
        if (file.isEmpty()) return Optional.empty();
        try {
            return Optional.of(Files.readString(file.get()).strip());
        } catch (IOException e) {
            throw new AdminClient.Refused("the token cannot be read: " + e);
        }
    }
}
