package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tandem.route.Page;
import tandem.route.Precompressed;
import tandem.route.RouteSettings;
import tandem.route.RouteSettings.Action;
import tandem.route.RouteSettings.Answers;
import tandem.route.RouteSettings.Change;
import tandem.route.RouteSettings.FieldMatch;
import tandem.route.RouteSettings.HostHeader;
import tandem.route.RouteSettings.Match;
import tandem.route.RouteSettings.PathMatch;
import tandem.route.Template;
import tandem.route.Variable.Scope;

/// An item of `hosts[].routes` as it was read.
///
/// @param pool     where it leads to, if it says so
/// @param settings all of it
record RouteSection(Value<Optional<String>> pool, Value<RouteSettings> settings) {
    static final Format<String> TEXT = new TextFormat(
            "a text", 4096, c -> c >= ' ' && c != 127, c -> c >= ' ' && c != 127, "no control characters");

    private static final Format<String> BODY = new TextFormat(
            "a text", 4096, c -> c != 127, c -> (c >= ' ' && c != 127) || c == '\n' || c == '\t', "lines are fine");
    private static final int MOST_CONDITIONS = 20;
    private static final Format<String> PATH =
            new TextFormat("a path,", 4096, c -> c == '/', c -> c >= ' ' && c != 127, "beginning with /");
    private static final Format<String> METHOD = new TextFormat(
            "a method,", 20, c -> c >= 'A' && c <= 'Z', c -> (c >= 'A' && c <= 'Z') || c == '-', "capital letters");
    private static final Format<Duration> RETRY_AFTER = DurationFormat.wholeSeconds(1, 24 * 60 * 60);
    private static final List<String> ACTIONS = List.of("redirect", "respond", "files");
    private static final List<String> OF_FORWARDS =
            List.of("pool", "to", "host-header", "rewrite-location", "cookie-path", "cookie-domain");

    static RouteSection read(Section s) {
        var match = match(s);
        var pool = s.maybe("pool", TextFormat.NAME);
        var action = action(s, pool);
        var headers = HeaderRules.read(s);
        var compress = s.optional("compress", ChoiceFormat.truth(), true);
        var settings = s.make(() -> new RouteSettings(match.get(), action.get(), headers.get(), compress.get()));
        return new RouteSection(pool, settings);
    }

    private static Value<Match> match(Section s) {
        var path = s.maybe("path", PATH);
        var prefix = s.maybe("prefix", PATH);
        var regex = s.maybe("regex", TEXT);
        long kinds = Stream.of("path", "prefix", "regex").filter(s::has).count();
        if (kinds != 1) s.problem(s.spot(), "found " + kinds + " of path, prefix and regex; expected one of them");
        if (!s.has("prefix")) s.misplaced("before-regex", "has no effect without prefix");
        var before = s.optional("before-regex", ChoiceFormat.truth(), false);
        var methods = s.values("methods", MOST_CONDITIONS, METHOD);
        var fields = s.sections("headers", MOST_CONDITIONS, RouteSection::field);
        return s.make(() -> new Match(
                path.get()
                        .<PathMatch>map(PathMatch.Exact::new)
                        .or(() -> prefix.get().map(text -> new PathMatch.Prefix(text, before.get())))
                        .orElseGet(() -> new PathMatch.Regex(regex.get().orElseThrow())),
                Set.copyOf(methods.get()),
                fields.stream().map(Value::get).toList()));
    }

    private static Value<FieldMatch> field(Section s) {
        var name = s.required("name", TEXT);
        var regex = s.required("regex", TEXT);
        return s.make(() -> new FieldMatch(name.get(), regex.get()));
    }

    private static Value<Action> action(Section s, Value<Optional<String>> pool) {
        var others = ACTIONS.stream().filter(s::has).toList();
        s.alsoKnown("redirect", "respond", "files");
        if (others.isEmpty()) return forward(s, pool);
        if (others.size() > 1)
            s.problem(s.spotOf(others.getLast()), "excludes " + others.getFirst() + "; expected one of them");
        for (String key : OF_FORWARDS)
            s.misplaced(key, "excludes " + others.getFirst() + ", which gives the answer without a backend");
        return switch (others.getFirst()) {
            case "redirect" -> s.section("redirect", RouteSection::redirect);
            case "respond" -> s.section("respond", RouteSection::respond);
            default -> s.section("files", RouteSection::files);
        };
    }

    private static Value<Action> files(Section s) {
        var root = s.required("root", TextFormat.FILE);
        var index = s.optional("index", TEXT, "index.html");
        var cacheControl = s.maybe("cache-control", TEXT);
        var encodings = Precompressed.values().length;
        var precompressed = s.values("precompressed", encodings, ChoiceFormat.of(Precompressed.class));
        return s.make(() -> new Action.Files(root.get(), index.get(), cacheControl.get(), precompressed.get()));
    }

    private static Value<Action> forward(Section s, Value<Optional<String>> pool) {
        var to = s.maybe("to", TEXT);
        var host = s.optional("host-header", new HostHeaderFormat(), new HostHeader.Client());
        var location = s.optional("rewrite-location", ChoiceFormat.truth(), Answers.DEFAULT.location());
        var path = change(s, "cookie-path");
        var domain = change(s, "cookie-domain");
        return s.make(() -> new Action.Forward(
                pool.get(),
                to.get().map(text -> Template.parse(text, Scope.REQUEST)),
                host.get(),
                new Answers(location.get(), path.map(Value::get), domain.map(Value::get))));
    }

    private static Optional<Value<Change>> change(Section s, String key) {
        s.alsoKnown(key);
        if (!s.has(key)) return Optional.empty();
        return Optional.of(s.section(key, below -> {
            var from = below.required("from", TEXT);
            var to = below.required("to", TEXT);
            return below.make(() -> new Change(from.get(), to.get()));
        }));
    }

    private static Value<Action> redirect(Section s) {
        var status = s.optional("status", new IntegerFormat(301, 308), 302);
        var to = s.required("to", TEXT);
        return s.make(() -> new Action.Redirect(status.get(), Template.parse(to.get(), Scope.REQUEST)));
    }

    private static Value<Action> respond(Section s) {
        var status = s.optional("status", new IntegerFormat(200, 599), 200);
        var retry = s.maybe("retry-after", RETRY_AFTER);
        var page = page(s);
        return s.make(() -> new Action.Respond(status.get(), page.get(), retry.get()));
    }

    /// The keys `body`, `file` and `type` of a section.
    static Value<Page> page(Section s) {
        var body = s.maybe("body", BODY);
        var file = s.maybe("file", TextFormat.FILE);
        var type = s.optional("type", TEXT, s.has("file") ? "text/html; charset=utf-8" : Page.EMPTY.type());
        return s.make(() -> new Page(body.get().orElse(""), file.get(), type.get()));
    }
}
