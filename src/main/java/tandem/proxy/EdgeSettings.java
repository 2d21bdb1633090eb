package tandem.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.accesslog.AccessLogSettings;
import tandem.files.FilesSettings;
import tandem.limit.LimitSettings;
import tandem.route.HostSettings;
import tandem.route.Page;
import tandem.route.Router;
import tandem.tracing.TracingSettings;

/// What the proxy does besides passing every request on to one pool. Nothing of it costs anything where it is
/// not set.
///
/// Every constructor here throws an [IllegalArgumentException] whose message is fit to be shown to whoever
/// wrote the configuration.
///
/// @param hosts          virtual hosts with their routes; `hosts`
/// @param limits         what one client may take; `limits`
/// @param accessLog      `access-log`
/// @param errorPages     bodies of the proxy's own answers; `error-pages`
/// @param identification what backends are told of the client
/// @param compression of backends' answers; `compression`
/// @param files      who reads the files of routes; `files`
/// @param tracing    `tracing`
public record EdgeSettings(
        List<HostSettings> hosts,
        LimitSettings limits,
        Optional<AccessLogSettings> accessLog,
        List<ErrorPage> errorPages,
        Identification identification,
        FilesSettings files,
        CompressionSettings compression,
        Optional<TracingSettings> tracing) {
    /// Nothing besides.
    public static final EdgeSettings NONE = new EdgeSettings(
            List.of(),
            LimitSettings.NONE,
            Optional.empty(),
            List.of(),
            Identification.DEFAULT,
            FilesSettings.DEFAULT,
            CompressionSettings.OFF,
            Optional.empty());

    public EdgeSettings {
        hosts = List.copyOf(hosts);
        errorPages = List.copyOf(errorPages);
        var _ = new Router(hosts);
        Set<Integer> statuses = new HashSet<>();
        for (ErrorPage page : errorPages)
            for (int status : page.statuses)
                if (!statuses.add(status))
                    throw new IllegalArgumentException("two of error-pages are for status " + status);
    }

    /// The body of the proxy's own answers of some statuses. Answers of backends stay as they are.
    ///
    /// @param statuses 400 to 599
    /// @param page     instead of the short plain text
    public record ErrorPage(Set<Integer> statuses, Page page) {
        public ErrorPage {
            statuses = Set.copyOf(statuses);
        }
    }

    /// What backends are told of the client.
    ///
    /// @param fields    `proxy.forwarded`, default X-Forwarded-For, -Proto and -Host
    /// @param requestId whether a request has an X-Request-Id: the one that it came with, if a trusted proxy
    ///                  says
    ///                  it, and a new one otherwise. `proxy.request-id`, default false
    /// @param proxyProtocolFrom CIDR blocks of load balancers whose connections begin with a header of the
    ///                          PROXY
    ///                  protocol. `proxy.proxy-protocol-from`, default none
    public record Identification(Fields fields, boolean requestId, List<String> proxyProtocolFrom) {
        public static final Identification DEFAULT = new Identification(Fields.X_FORWARDED, false, List.of());

        public Identification {
            proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
        }

        /// Which fields tell of the client.
        public enum Fields {
            /// X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host.
            X_FORWARDED,
            /// Forwarded (RFC 7239).
            FORWARDED,
            /// Those and this.
            BOTH,
            /// None of them.
            NONE
        }
    }
}
