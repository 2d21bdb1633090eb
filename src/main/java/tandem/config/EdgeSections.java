package tandem.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.accesslog.AccessLogSettings;
import tandem.files.FilesSettings;
import tandem.limit.LimitSettings;
import tandem.proxy.CompressionSettings;
import tandem.proxy.EdgeSettings;
import tandem.proxy.EdgeSettings.ErrorPage;
import tandem.proxy.EdgeSettings.Identification;
import tandem.tracing.TracingSettings;

/// What the file says of the proxy besides passing requests on.
///
/// @param hosts      list `hosts`
/// @param limits     section `limits`
/// @param accessLog  section `access-log`
/// @param errorPages list `error-pages`
/// @param files      section `files`
/// @param compression section `compression`
/// @param tracing    section `tracing`
record EdgeSections(
        List<HostSection> hosts,
        Value<LimitSettings> limits,
        Value<Optional<AccessLogSettings>> accessLog,
        List<Value<ErrorPage>> errorPages,
        Value<FilesSettings> files,
        Value<CompressionSettings> compression,
        Value<Optional<TracingSettings>> tracing) {
    private static final int MOST_HOSTS = 1000;
    private static final int MOST_PAGES = 100;
    private static final int MOST_TYPES = 100;

    static EdgeSections read(Section root) {
        return new EdgeSections(
                root.sections("hosts", MOST_HOSTS, HostSection::read),
                root.section("limits", LimitsSection::read),
                root.section("access-log", AccessLogSection::read),
                root.sections("error-pages", MOST_PAGES, ErrorPageSection::read),
                root.section("files", EdgeSections::files),
                root.section("compression", EdgeSections::compression),
                root.section("tracing", TracingSection::read));
    }

    private static Value<FilesSettings> files(Section s) {
        var threads = s.optional("threads", new IntegerFormat(1, 64), FilesSettings.DEFAULT.threads());
        var waiting = s.optional("waiting", new IntegerFormat(0, 1_000_000), FilesSettings.DEFAULT.waiting());
        return s.make(() -> new FilesSettings(threads.get(), waiting.get()));
    }

    private static Value<CompressionSettings> compression(Section s) {
        var standard = CompressionSettings.OFF;
        var enabled = s.optional("enabled", ChoiceFormat.truth(), standard.enabled());
        var types = s.values("types", MOST_TYPES, RouteSection.TEXT);
        var minimum = s.optional("min-size", new SizeFormat(0, 1 << 30), (int) standard.minimum());
        var level = s.optional("level", new IntegerFormat(1, 9), standard.level());
        return s.make(() -> new CompressionSettings(
                enabled.get(),
                s.has("types") ? Set.copyOf(types.get()) : standard.types(),
                minimum.get(),
                level.get()));
    }

    /// To be asked for only where no problem was found.
    EdgeSettings settings(Identification identification) {
        return new EdgeSettings(
                hosts.stream().map(host -> host.settings().get()).toList(),
                limits.get(),
                accessLog.get(),
                errorPages.stream().map(Value::get).toList(),
                identification,
                files.get(),
                compression.get(),
                tracing.get());
    }
}
