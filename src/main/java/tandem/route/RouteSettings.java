package tandem.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A route: which requests it takes and what is done with them. An item of `hosts[].routes`.
///
/// Every constructor here throws an [IllegalArgumentException] whose message is fit to be shown to whoever
/// wrote the configuration.
///
/// @param match   which requests
/// @param action  what becomes of them
/// @param headers rules for fields, those of its host first
/// @param compress whether answers may be compressed, where the proxy does so at all; `compress`, default
///                 true
public record RouteSettings(Match match, Action action, HeaderSettings headers, boolean compress) {
    /// A route whose answers may be compressed.
    public RouteSettings(Match match, Action action, HeaderSettings headers) {
        this(match, action, headers, true);
    }

    public RouteSettings {
        int groups = match.path instanceof PathMatch.Regex regex ? regex.groups() : 0;
        check(action.templates(), groups);
        for (var rules : List.of(headers.request(), headers.response()))
            check(rules.stream().flatMap(rule -> rule.template().stream()).toList(), groups);
        if (action instanceof Action.Forward forward) forward.to.ifPresent(to -> checkTarget(match.path, to.text()));
        if (action instanceof Action.Files) checkFolder(match.path);
    }

    /// `/app` without a slash would take `/app-secret` for a file named `-secret`.
    private static void checkFolder(PathMatch path) {
        if (!(path instanceof PathMatch.Prefix(String prefix, boolean _)) || !prefix.endsWith("/"))
            throw new IllegalArgumentException("files needs a prefix that ends with /");
    }

    private static void checkTarget(PathMatch path, String to) {
        boolean regex = path instanceof PathMatch.Regex;
        if (!to.startsWith("/") && !(regex && to.startsWith("$")))
            throw new IllegalArgumentException("to must begin with /, not be '" + to + "'");
        if (!regex && to.indexOf('?') >= 0)
            throw new IllegalArgumentException("to can have a query only with regex, not be '" + to + "'");
    }

    private static void check(List<Template> templates, int groups) {
        for (Template template : templates)
            if (template.groups() > groups)
                throw new IllegalArgumentException("'" + template.text() + "' names group $" + template.groups()
                        + ", and the route has " + (groups == 0 ? "no group" : "no more than " + groups));
    }

    /// Which requests a route takes: those for which all of this is true.
    ///
    /// @param methods `methods`; empty for any
    /// @param fields  `headers`; each must be there with the value
    public record Match(PathMatch path, Set<String> methods, List<FieldMatch> fields) {
        public Match {
            methods = Set.copyOf(methods);
            fields = List.copyOf(fields);
        }
    }

    /// What a path has to be. Paths are compared as [RequestPath] gives them.
    public sealed interface PathMatch {
        /// `path`: this path and no other.
        record Exact(String path) implements PathMatch {
            public Exact {
                beginsWithSlash("path", path);
            }
        }

        /// `prefix`: every path that begins so, as text: `/app` also takes `/apple`.
        ///
        /// @param beforeRegex `before-regex`: when it is the longest, regular expressions are not looked at
        record Prefix(String prefix, boolean beforeRegex) implements PathMatch {
            public Prefix {
                beginsWithSlash("prefix", prefix);
            }
        }

        /// `regex`: every path in which the expression is found, in the syntax of RE2.
        record Regex(String expression) implements PathMatch {
            public Regex {
                compiled("regex", expression);
            }

            int groups() {
                return Pattern.compile(expression).groupCount();
            }
        }

        private static void beginsWithSlash(String key, String path) {
            if (!path.startsWith("/"))
                throw new IllegalArgumentException(key + " must begin with /, not be '" + path + "'");
        }
    }

    /// A field of the request and its value.
    ///
    /// @param name  any case
    /// @param regex what is found in the value, in the syntax of RE2; `.` and `*` for any value
    public record FieldMatch(String name, String regex) {
        public FieldMatch {
            HeaderSettings.checkName(name);
            compiled("headers[].regex", regex);
        }
    }

    /// What becomes of a request.
    public sealed interface Action {

        /// Its templates.
        private List<Template> templates() {
            return switch (this) {
                case Forward forward -> forward.to.stream().toList();
                case Redirect redirect -> List.of(redirect.to);
                case Respond _, Files _ -> List.of();
            };
        }

        /// To a pool.
        ///
        /// @param pool    `pool`; without it the pool of `proxy.pool`
        /// @param to      `to`: with `path` or `prefix`, what takes the place of the part that matched;
        ///                with `regex`, the whole new path
        /// @param host    `host-header`
        /// @param answers how the backend's answers are made to fit
        record Forward(Optional<String> pool, Optional<Template> to, HostHeader host, Answers answers)
                implements Action {
            public Forward {
                if (to.filter(template -> !UriText.isLegal(template.literals())).isPresent())
                    throw new IllegalArgumentException("to must be made of characters of a URI, others as %20, not '"
                            + to.get().text() + "'");
            }
        }

        /// `redirect`: to another address.
        ///
        /// @param status 301, 302, 303, 307 or 308
        /// @param to     the value of Location
        record Redirect(int status, Template to) implements Action {
            private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

            public Redirect {
                if (!STATUSES.contains(status))
                    throw new IllegalArgumentException("status must be 301, 302, 303, 307 or 308, not " + status);
                if (!UriText.isLegal(to.literals().replace("#", "")))
                    throw new IllegalArgumentException(
                            "to must be made of characters of a URI, others as %20, not '" + to.text() + "'");
            }
        }

        /// `respond`: a fixed answer.
        ///
        /// @param status 200 to 599
        /// @param body   what it says
        /// @param retryAfter a field Retry-After with this time, in seconds
        record Respond(int status, Page body, Optional<Duration> retryAfter) implements Action {
            public Respond {
                if (status < 200 || status > 599)
                    throw new IllegalArgumentException("status must be 200 to 599, not " + status);
            }
        }

        /// `files`: files of a folder. What of the path is behind the prefix is the file's path in it.
        ///
        /// @param root         `root`: the folder
        /// @param index        `index`: the file that stands for its folder
        /// @param cacheControl `cache-control`: the value of that field
        /// @param precompressed `precompressed`: which encodings of a file may lie beside it, those that
        ///                      are liked
        ///                     better first
        record Files(String root, String index, Optional<String> cacheControl, List<Precompressed> precompressed)
                implements Action {
            public Files {
                precompressed = List.copyOf(precompressed);
                if (Set.copyOf(precompressed).size() < precompressed.size())
                    throw new IllegalArgumentException("precompressed must name each encoding once");
                if (root.isBlank()) throw new IllegalArgumentException("files needs a root");
                if (index.isBlank() || index.indexOf('/') >= 0 || index.startsWith("."))
                    throw new IllegalArgumentException("index must be the name of a file, not '" + index + "'");
                if (cacheControl
                        .filter(value -> value.chars().anyMatch(c -> c < ' ' || c >= 127))
                        .isPresent()) throw new IllegalArgumentException("cache-control must be ASCII text");
            }
        }
    }

    /// The Host that a backend gets.
    public sealed interface HostHeader {
        /// The client's.
        record Client() implements HostHeader {}

        /// The backend's address and port.
        record Backend() implements HostHeader {}

        /// This one.
        record Fixed(String host) implements HostHeader {}
    }

    /// How a backend's answers are made to fit what the client asked for.
    ///
    /// @param location     `rewrite-location`: whether Location and Refresh lead to where the client sees
    ///                     the
    ///                     page
    /// @param cookiePath   `cookie-path`: what takes the place of which beginning of a cookie's path
    /// @param cookieDomain `cookie-domain`: what takes the place of which domain of a cookie
    public record Answers(boolean location, Optional<Change> cookiePath, Optional<Change> cookieDomain) {
        /// What a pool's answers get when nothing is said.
        public static final Answers DEFAULT = new Answers(true, Optional.empty(), Optional.empty());
    }

    /// A text and what takes its place.
    ///
    /// @param from what is replaced
    /// @param to   what takes its place
    public record Change(String from, String to) {
        public Change {
            for (String text : List.of(from, to))
                if (text.chars().anyMatch(c -> c <= ' ' || c >= 127 || c == ';' || c == ','))
                    throw new IllegalArgumentException(
                            "from and to must be without spaces, ; and ',', not '" + text + "'");
        }
    }

    private static void compiled(String key, String expression) {
        try {
            Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    key + " needs a regular expression (RE2), not '" + expression + "': " + e.getDescription(), e);
        }
    }
}
