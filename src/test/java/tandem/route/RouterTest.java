package tandem.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.route.RouteSettings.Action;
import tandem.route.RouteSettings.FieldMatch;
import tandem.route.RouteSettings.Match;
import tandem.route.RouteSettings.PathMatch;

class RouterTest {

    @ParameterizedTest
    @CsvSource({
        "example.org,          exact",
        "EXAMPLE.org:8080,     exact",
        "example.org.,         exact",
        "www.example.org,      wildcard",
        "a.b.example.org,      wildcard",
        "a.deep.example.org,   deeper",
        "x.a.deep.example.org, deeper",
        "deep.example.org,     wildcard",
        "other.org,            rest",
        "xexample.org,         rest",
        "'',                   rest",
        "[::1]:80,             v6",
        "[::1],                v6",
    })
    void theClosestNameTakesTheRequest(String authority, String expected) {
        var router = new Router(List.of(
                host("rest"),
                host("deeper", "*.deep.example.org"),
                host("wildcard", "*.example.org"),
                host("exact", "example.org", "other.example.com"),
                host("v6", "[::1]")));

        assertThat(taker(router.route(authority, "GET", "/", _ -> null))).isEqualTo(expected);
    }

    @Test
    void withoutAHostForTheRestNobodyTakesWhatNobodyNames() {
        var router = new Router(List.of(host("exact", "example.org")));

        assertThat(router.route("other.org", "GET", "/", _ -> null)).isInstanceOf(Routed.Untaken.class);
        assertThat(new Router(List.of()).route("other.org", "GET", "/%", _ -> null))
                .isInstanceOf(Routed.Untaken.class);
    }

    @ParameterizedTest
    @CsvSource({
        "/app,              exact",
        "/app/,             app",
        "/app/x,            app",
        "/apple,            root",
        "/app/deep/x,       deep",
        "/app/deep.jsp,     jsp",
        "/app/deep/x.jsp,   jsp",
        "/static/x.jsp,     static",
        "/static/,          static",
        "/x.jsp,            any-j",
        "/x.jsp5,           any-j",
        "/,                 root",
        "/%61pp,            exact",
        "/x/..//app,        exact",
    })
    void thePrecedenceIsThatOfNginx(String target, String expected) {
        var router = new Router(List.of(new HostSettings(
                List.of(),
                List.of(
                        route("any-j", new PathMatch.Prefix("/x.j", true)),
                        route("jsp", new PathMatch.Regex("\\.jsp$")),
                        route("any-jsp", new PathMatch.Regex("\\.js")),
                        route("root", new PathMatch.Prefix("/", false)),
                        route("app", new PathMatch.Prefix("/app/", false)),
                        route("deep", new PathMatch.Prefix("/app/deep/", false)),
                        route("static", new PathMatch.Prefix("/static/", true)),
                        route("exact", new PathMatch.Exact("/app"))))));

        assertThat(taker(router.route("h", "GET", target, _ -> null))).isEqualTo(expected);
    }

    @Test
    void manyPrefixesAreFoundAsIfEachWereTried() {
        var random = new java.util.Random(7);
        var prefixes = new java.util.TreeSet<String>();
        while (prefixes.size() < 60) prefixes.add(path(random));
        var router = new Router(List.of(new HostSettings(
                List.of(),
                prefixes.stream()
                        .map(p -> route(p, new PathMatch.Prefix(p, false)))
                        .toList())));
        for (int i = 0; i < 5000; i++) {
            String path = path(random);
            var longest =
                    prefixes.stream().filter(path::startsWith).max(java.util.Comparator.comparingInt(String::length));
            assertThat(taker(router.route("h", "GET", path, _ -> null))).isEqualTo(longest.orElse("nobody"));
        }
    }

    private static String path(java.util.Random random) {
        var path = new StringBuilder("/");
        for (int i = random.nextInt(8); i > 0; i--) path.append("ab".charAt(random.nextInt(2)));
        return path.toString();
    }

    @Test
    void aRouteWhoseConditionsDoNotHoldIsNotThere() {
        var router = new Router(List.of(new HostSettings(
                List.of(),
                List.of(
                        conditional("post", new PathMatch.Exact("/a"), Set.of("POST"), List.of()),
                        conditional(
                                "beta", new PathMatch.Exact("/a"), Set.of(), List.of(new FieldMatch("X-Beta", "^1$"))),
                        conditional("long", new PathMatch.Prefix("/a", false), Set.of("PUT"), List.of()),
                        route("root", new PathMatch.Prefix("/", false))))));

        assertThat(taker(router.route("h", "POST", "/a", _ -> null))).isEqualTo("post");
        assertThat(taker(router.route("h", "GET", "/a", Map.of("X-Beta", "1")::get)))
                .isEqualTo("beta");
        assertThat(taker(router.route("h", "GET", "/a", Map.of("X-Beta", "12")::get)))
                .isEqualTo("root");
        assertThat(taker(router.route("h", "PUT", "/a", _ -> null))).isEqualTo("long");
        assertThat(taker(router.route("h", "GET", "/a", _ -> null))).isEqualTo("root");
    }

    @Test
    void anUnclearPathGetsNoRoute() {
        var router = new Router(List.of(host("rest")));

        assertThat(router.route("h", "GET", "/a/../..", _ -> null)).isInstanceOf(Routed.Unclear.class);
        assertThat(router.route("h", "OPTIONS", "*", _ -> null)).isInstanceOf(Routed.Untaken.class);
    }

    @Test
    void theGroupsOfAnExpressionAreCaptured() {
        var router = new Router(
                List.of(new HostSettings(List.of(), List.of(route("r", new PathMatch.Regex("^/u/(\\d+)(/x)?$"))))));

        assertThat(router.route("h", "GET", "/u/17", _ -> null))
                .isInstanceOfSatisfying(
                        Routed.Taken.class,
                        taken -> assertThat(taken.captures()).containsExactly("17", ""));
    }

    /// With java.util.regex this takes longer than anybody waits.
    @Test
    void noExpressionHangs() {
        var router =
                new Router(List.of(new HostSettings(List.of(), List.of(route("r", new PathMatch.Regex("^/(a+)+$"))))));
        String target = "/" + "a".repeat(5000) + "b";

        long before = System.nanoTime();
        assertThat(router.route("h", "GET", target, _ -> null)).isInstanceOf(Routed.Untaken.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void twoHostsOfOneNameAreRefused() {
        assertThatThrownBy(() -> new Router(List.of(host("a", "x.org"), host("b", "x.org"))))
                .hasMessage("two hosts have the name x.org");
        assertThatThrownBy(() -> new Router(List.of(host("a"), host("b"))))
                .hasMessage("only one host can be without names");
    }

    private static HostSettings host(String route, String... names) {
        return new HostSettings(List.of(names), List.of(route(route, new PathMatch.Prefix("/", false))));
    }

    private static RouteSettings route(String name, PathMatch path) {
        return conditional(name, path, Set.of(), List.of());
    }

    /// Its pool has the name by which the test knows the route.
    private static RouteSettings conditional(
            String name, PathMatch path, Set<String> methods, List<FieldMatch> fields) {
        return new RouteSettings(
                new Match(path, methods, fields),
                new Action.Forward(
                        Optional.of(name),
                        Optional.empty(),
                        new RouteSettings.HostHeader.Client(),
                        RouteSettings.Answers.DEFAULT),
                HeaderSettings.NONE);
    }

    private static String taker(Routed routed) {
        return routed instanceof Routed.Taken taken
                        && taken.route().settings().action() instanceof Action.Forward forward
                ? forward.pool().orElseThrow()
                : "nobody";
    }
}
