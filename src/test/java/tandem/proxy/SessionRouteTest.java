package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionRouteTest {
    private static Session of(@Nullable String cookies, String target) {
        return SessionRoute.of(cookies, target, _ -> true);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "JSESSIONID=ABC.tomcat-1, /, tomcat-1",
                "a=b; JSESSIONID=ABC.tomcat-1; c=d, /, tomcat-1",
                "a=b;JSESSIONID=ABC.tomcat-1, /, tomcat-1",
                "JSESSIONID=A.B.tomcat-2, /, tomcat-2",
                "XJSESSIONID=ABC.tomcat-1, /, -",
                "XJSESSIONID=ABC.no; JSESSIONID=ABC.yes, /, yes",
                "JSESSIONID=ABC, /, -",
                "JSESSIONID=ABC., /, -",
                "JSESSIONID=, /, -",
                "-, /page;jsessionid=ABC.tomcat-1?x=1.y, tomcat-1",
                "-, /page;jsessionid=ABC.tomcat-1;v=2, tomcat-1",
                "-, /page;jsessionid=ABC, -",
                "-, /page?q=.tomcat-1, -",
                "JSESSIONID=ABC.cookie, /page;jsessionid=ABC.path, cookie",
            })
    void theRouteFollowsTheLastDotOfTheSessionsId(String cookies, String target, String route) {
        assertThat(of(cookies, target).route()).isEqualTo(route);
    }

    /// Of the pool are t1 and t2.
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "JSESSIONID=A.old; JSESSIONID=B.t1, /, t1",
                "JSESSIONID=A.t2; JSESSIONID=B.t1, /, t2",
                "JSESSIONID=A; JSESSIONID=B.old; JSESSIONID=C.t1, /, t1",
                "JSESSIONID=A.old; JSESSIONID=B.older, /, old",
                "JSESSIONID=A; JSESSIONID=B.old, /, old",
                "JSESSIONID=A.old, /page;jsessionid=B.t2, t2",
                "JSESSIONID=A.old, /page;jsessionid=B.older, old",
                "JSESSIONID=A.old, /, old",
            })
    void ofSeveralSessionsItIsTheFirstWhoseRouteIsKnown(String cookies, String target, String route) {
        assertThat(SessionRoute.of(cookies, target, Set.of("t1", "t2")::contains)
                        .route())
                .isEqualTo(route);
    }

    @Test
    void whereOneSessionIsNamedNobodyIsAskedForItsRoute() {
        Predicate<String> never = route -> {
            throw new AssertionError(route);
        };
        assertThat(SessionRoute.of("a=b; JSESSIONID=A.t1", "/", never).route()).isEqualTo("t1");
        assertThat(SessionRoute.of(null, "/page;jsessionid=A.t1", never).route())
                .isEqualTo("t1");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "JSESSIONID=ABC.t1; Path=/; HttpOnly, t1",
                "JSESSIONID=ABC.t1, t1",
                "JSESSIONID=ABC; Path=/a.b, -",
                "XJSESSIONID=ABC.t1, -",
                "other=JSESSIONID=ABC.t1, -",
            })
    void aRouteIsFoundInWhatAnAnswerSets(String setCookie, String route) {
        assertThat(SessionRoute.setBy(setCookie).route()).isEqualTo(route);
    }

    @Test
    void aSessionIsTheSameWhateverItsRouteAndWhereverItsIdStands() {
        long id = of("JSESSIONID=ABC.tomcat-1", "/").id();
        assertThat(id).isNotZero();
        assertThat(of("JSESSIONID=ABC.tomcat-2", "/").id()).isEqualTo(id);
        assertThat(of(null, "/a;jsessionid=ABC.tomcat-1").id()).isEqualTo(id);
        assertThat(of("JSESSIONID=ABD.tomcat-1", "/").id()).isNotEqualTo(id);
        assertThat(of("JSESSIONID=ABC", "/")).isEqualTo(Session.NONE);
    }
}
