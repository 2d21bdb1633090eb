package tandem.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.route.RouteSettings.Action;
import tandem.route.RouteSettings.Answers;
import tandem.route.RouteSettings.Change;
import tandem.route.RouteSettings.HostHeader;
import tandem.route.RouteSettings.Match;
import tandem.route.RouteSettings.PathMatch;
import tandem.route.Variable.Scope;

class RewriteTest {
    private static final Facts FACTS = variable -> switch (variable) {
        case Variable.Named.HOST -> "www.example.org";
        case Variable.Named.SCHEME -> "http";
        case Variable.Named.REQUEST_URI -> "/a%20b?c=d";
        case Variable.Named.ARGS -> "c=d";
        case Variable.Field(String name) -> name.equals("x-evil") ? "/x HTTP/1.1\r\nHost: y#" : null;
        default -> null;
    };

    /// The first of nginx's examples are those of proxy_pass with a URI, the others those of rewrite.
    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            p, /name/        , /remote/          , /name/test                , /remote/test
            p, /name/        , /                 , /name/                    , /
            p, /name         , /remote           , /name/test                , /remote/test
            p, /name/        , /remote/          , /name/a%20b?x=%20y        , /remote/a%20b?x=%20y
            p, /name/        , /remote/          , /%6eame/..//name/%C3%A9   , /remote/%C3%A9
            p, /name/        , /remote/          , /name/a;jsessionid=X.t1?b , /remote/a;jsessionid=X.t1?b
            p, /name/        , /remote/          , /name/a%3Bb%25%3F%23      , /remote/a%3Bb%25%3F%23
            p, /name/        , /$host/           , /name/a                   , /www.example.org/a
            e, /one          , /two              , /one?x                    , /two?x
            e, /one          , /two              , /one;jsessionid=1?x       , /two;jsessionid=1?x
            r, ^/u/(.*)$     , /show/$1          , /u/17                     , /show/17
            r, ^/u/(.*)$     , /show?user=$1     , /u/17?x=y                 , /show?user=17&x=y
            r, ^/u/(.*)$     , /show?user=$1?    , /u/17?x=y                 , /show?user=17
            r, ^/u/(.*)$     , /show?            , /u/17?x=y                 , /show
            r, ^/u/(.*)$     , /show?user=$1     , /u/17%26admin=1%23%20     , /show?user=17%26admin%3D1%23%20
            r, ^/u(/.*)$     , $1                , /u/a/b;v=1                , /a/b;v=1
            r, ^/u/(.*)$     , $1                , /u/a                      , /a
            r, ^/u/(a)?(.*)$ , /$1/$2            , /u/b                      , //b
            r, ^/u           , /$http_x_evil     , /u                        , //x%20HTTP/1.1%0D%0AHost:%20y%23
            """)
    void theTargetIsChangedAsNginxChangesIt(String kind, String path, String to, String target, String expected) {
        PathMatch match = switch (kind) {
            case "p" -> new PathMatch.Prefix(path, false);
            case "e" -> new PathMatch.Exact(path);
            default -> new PathMatch.Regex(path);
        };
        var router = new Router(List.of(new HostSettings(List.of(), List.of(forward(match, to)))));
        var taken = (Routed.Taken) router.route("h", "GET", target, _ -> null);
        var template = ((Action.Forward) taken.route().settings().action()).to().orElseThrow();

        assertThat(Rewrite.target(template, taken, new TakenFacts(FACTS, taken)))
                .isEqualTo(expected);
    }

    @Test
    void aRedirectKeepsWhatTheClientHadEncoded() {
        assertThat(Rewrite.location(Template.parse("https://$host$request_uri", Scope.REQUEST), FACTS))
                .isEqualTo("https://www.example.org/a%20b?c=d");
        assertThat(Rewrite.location(Template.parse("https://x/$http_x_evil", Scope.REQUEST), FACTS))
                .isEqualTo("https://x//x%20HTTP/1.1%0D%0AHost:%20y%23");
    }

    @Test
    void whatCannotBeATargetIsRefused() {
        var prefix = new PathMatch.Prefix("/a", false);
        assertThatThrownBy(() -> forward(prefix, "b")).hasMessage("to must begin with /, not be 'b'");
        assertThatThrownBy(() -> forward(prefix, "/b?c"))
                .hasMessage("to can have a query only with regex, not be '/b?c'");
        assertThatThrownBy(() -> forward(prefix, "/$1")).hasMessage("'/$1' names group $1, and the route has no group");
        assertThatThrownBy(() -> forward(new PathMatch.Regex("(a)"), "/$2"))
                .hasMessage("'/$2' names group $2, and the route has no more than 1");
        assertThatThrownBy(() -> forward(prefix, "/a b")).hasMessageContaining("characters of a URI");
        assertThatThrownBy(() -> new PathMatch.Regex("(a")).hasMessageContaining("regex needs a regular expression");
    }

    private static final AnswerRewrite.Parties PARTIES =
            new AnswerRewrite.Parties("https", "www.example.org", "10.0.0.1:8080");

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            Location , http://10.0.0.1:8080/uri/x?y=/uri/ , https://www.example.org/name/x?y=/uri/
            Location , http://10.0.0.1:8080/other         , https://www.example.org/other
            location , //10.0.0.1:8080/uri/               , https://www.example.org/name/
            Location , http://10.0.0.1:8080               , https://www.example.org
            Location , /uri/x                             , /name/x
            Location , /urix                              , /urix
            Location , x/y                                , x/y
            Location , https://elsewhere.org/uri/x        , https://elsewhere.org/uri/x
            Location , http://WWW.example.org/uri/x       , http://WWW.example.org/name/x
            Refresh  , 5; URL=http://10.0.0.1:8080/uri/   , 5; URL=https://www.example.org/name/
            Refresh  , 5                                  , 5
            Set-Cookie, JSESSIONID=1; Path=/uri/a; HttpOnly, JSESSIONID=1; Path=/name/a; HttpOnly
            Set-Cookie, a=/uri/; path=/uri/                , a=/uri/; path=/name/
            Set-Cookie, a=b; Domain=.Backend.local         , a=b; Domain=example.org
            Set-Cookie, a=b; Domain=other.local            , a=b; Domain=other.local
            """)
    void answersLeadToWhereTheClientSeesThePage(String name, String value, String expected) {
        var rewrite = AnswerRewrite.of(new RouteSettings(
                        new Match(new PathMatch.Prefix("/name/", false), Set.of(), List.of()),
                        new Action.Forward(
                                Optional.empty(),
                                Optional.of(Template.parse("/uri/", Scope.REQUEST)),
                                new HostHeader.Client(),
                                new Answers(
                                        true,
                                        Optional.of(new Change("/uri/", "/name/")),
                                        Optional.of(new Change("backend.local", "example.org")))),
                        HeaderSettings.NONE))
                .orElseThrow();

        assertThat(rewrite.concerns(name)).isTrue();
        assertThat(rewrite.value(name, value, PARTIES)).isEqualTo(expected);
        assertThat(rewrite.concerns("Server")).isFalse();
    }

    /// A backend without TLS knows the client's Host and not its scheme. Without a port there may be two listeners.
    @ParameterizedTest
    @CsvSource({
        "https, http://shop.org:8443/a , https://shop.org:8443/a",
        "https, http://shop.org:8080/a , http://shop.org:8080/a",
        "http , http://shop.org:8443/a , http://shop.org:8443/a",
        "http , https://shop.org:8443/a, https://shop.org:8443/a",
        "https, //shop.org:8443/a      , //shop.org:8443/a"
    })
    void aPortThatSpeaksHttpsIsNotSaidToSpeakHttp(String scheme, String value, String expected) {
        var rewrite =
                AnswerRewrite.of(forward(new PathMatch.Prefix("/", false), "/")).orElseThrow();
        var parties = new AnswerRewrite.Parties(scheme, "shop.org:8443", "10.0.0.1:8080");

        assertThat(rewrite.value("Location", value, parties)).isEqualTo(expected);
    }

    @Test
    void withoutAPortTheSchemeIsTheApplications() {
        var rewrite =
                AnswerRewrite.of(forward(new PathMatch.Prefix("/", false), "/")).orElseThrow();
        var parties = new AnswerRewrite.Parties("https", "[2001:db8::1]", "10.0.0.1:8080");

        assertThat(rewrite.value("Location", "http://[2001:db8::1]/a", parties)).isEqualTo("http://[2001:db8::1]/a");
    }

    private static RouteSettings forward(PathMatch match, String to) {
        return new RouteSettings(
                new Match(match, Set.of(), List.of()),
                new Action.Forward(
                        Optional.empty(),
                        Optional.of(Template.parse(to, Scope.REQUEST)),
                        new HostHeader.Client(),
                        Answers.DEFAULT),
                HeaderSettings.NONE);
    }
}
