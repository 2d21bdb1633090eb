package tandem.proxy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.route.HeaderField;
import tandem.route.HostSettings;
import tandem.route.Page;
import tandem.route.RouteSettings.Action.Respond;

/// The bodies of the proxy's own answers, all of them in memory.
final class Pages {
    private final Map<Integer, Loaded> byStatus = new HashMap<>();
    private final IdentityHashMap<Respond, OwnAnswer> fixed = new IdentityHashMap<>();

    // The array is private to this class and never changed, so that its identity does not matter.
    @SuppressWarnings("ArrayRecordComponent")
    private record Loaded(String type, byte[] body) {}

    /// Reads the files.
    ///
    /// @throws IOException with a line that names the file
    static Pages load(EdgeSettings settings) throws IOException {
        var pages = new Pages();
        for (EdgeSettings.ErrorPage page : settings.errorPages()) {
            var loaded = new Loaded(page.page().type(), read(page.page()));
            for (int status : page.statuses()) pages.byStatus.put(status, loaded);
        }
        for (HostSettings host : settings.hosts())
            for (var route : host.routes())
                if (route.action() instanceof Respond respond) pages.fixed.put(respond, answer(respond));
        return pages;
    }

    /// The files that are read.
    static List<String> files(EdgeSettings settings) {
        return Stream.concat(
                        settings.errorPages().stream().map(EdgeSettings.ErrorPage::page),
                        settings.hosts().stream()
                                .flatMap(host -> host.routes().stream())
                                .flatMap(route ->
                                        route.action() instanceof Respond one ? Stream.of(one.body()) : Stream.empty()))
                .flatMap(page -> page.file().stream())
                .toList();
    }

    private static OwnAnswer answer(Respond respond) throws IOException {
        byte[] body = read(respond.body());
        List<HeaderField> fields = new ArrayList<>();
        if (body.length > 0)
            fields.add(new HeaderField("Content-Type", respond.body().type()));
        respond.retryAfter()
                .ifPresent(time -> fields.add(new HeaderField("Retry-After", Long.toString(time.toSeconds()))));
        return new OwnAnswer(respond.status(), fields, body, false);
    }

    private static byte[] read(Page page) throws IOException {
        if (page.file().isEmpty()) return page.text().getBytes(StandardCharsets.UTF_8);
        Path file = Path.of(page.file().get());
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(Page.MOST_BYTES + 1);
            if (bytes.length > Page.MOST_BYTES)
                throw new IOException("page " + file + " is larger than " + Page.MOST_BYTES + " bytes");
            return bytes;
        } catch (IOException e) {
            throw new IOException("cannot read page " + file + ": " + e, e);
        }
    }

    /// A route's own answer.
    OwnAnswer fixed(Respond respond) {
        return java.util.Objects.requireNonNull(fixed.get(respond));
    }

    /// What a client is shown of a rejection.
    OwnAnswer of(Rejection rejection) {
        @Nullable Loaded page = byStatus.get(rejection.status());
        return page == null ? OwnAnswer.of(rejection) : OwnAnswer.of(rejection, page.type, page.body);
    }
}
