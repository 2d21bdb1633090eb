package tandem.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', nullValues = "-", textBlock = """
            /                       , /            , ""            , ""
            /a/b                    , /a/b         , ""            , ""
            /a/b?c=d&e=%41          , /a/b         , ""            , ?c=d&e=%41
            /a?                     , /a           , ""            , ?
            /%61dmin                , /admin       , ""            , ""
            /%2561dmin              , /%61dmin     , ""            , ""
            //admin                 , /admin       , ""            , ""
            /x//admin/              , /x/admin/    , ""            , ""
            /./admin                , /admin       , ""            , ""
            /x/../admin             , /admin       , ""            , ""
            /x/%2e%2E/admin         , /admin       , ""            , ""
            /x%2f..%2fadmin         , /admin       , ""            , ""
            /x/..;v=1/admin         , /admin       , ""            , ""
            /admin;v=1              , /admin       , ;v=1          , ""
            /admin;v=1/             , /admin/      , ""            , ""
            /a;b/c;jsessionid=X.t1?q, /a/c         , ;jsessionid=X.t1, ?q
            /a%3Bb                  , /a;b         , ""            , ""
            /.well-known/x          , /.well-known/x, ""           , ""
            /a/.                    , /a/          , ""            , ""
            /a/b/..                 , /a/          , ""            , ""
            /a/..                   , /            , ""            , ""
            /caf%C3%A9              , /café        , ""            , ""
            /a?/../b                , /a           , ""            , ?/../b
            """)
    void everySpellingOfAPathIsTheSamePath(String target, String text, String parameters, String query) {
        assertThat(RequestPath.of(target)).contains(new RequestPath(text, parameters, query));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a",
                "?a",
                "/%",
                "/%4",
                "/%4g",
                "/%g4",
                "/%-1",
                "/%00",
                "/a%00b",
                "/%ff",
                "/%c0%af",
                "/%ED%A0%80",
                "/..",
                "/../a",
                "/a/../../b",
                "/%2e%2e/a",
                "/..;/a",
                "/a#b",
                "/a\u20ac"
            })
    void whatCanBeReadInTwoWaysIsNoPath(String target) {
        assertThat(RequestPath.of(target)).isEmpty();
    }
}
