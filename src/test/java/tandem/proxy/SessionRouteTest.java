package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionRouteTest {

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
        assertThat(SessionRoute.of(cookies, target).route()).isEqualTo(route);
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
        long id = SessionRoute.of("JSESSIONID=ABC.tomcat-1", "/").id();
        assertThat(id).isNotZero();
        assertThat(SessionRoute.of("JSESSIONID=ABC.tomcat-2", "/").id()).isEqualTo(id);
        assertThat(SessionRoute.of(null, "/a;jsessionid=ABC.tomcat-1").id()).isEqualTo(id);
        assertThat(SessionRoute.of("JSESSIONID=ABD.tomcat-1", "/").id()).isNotEqualTo(id);
        assertThat(SessionRoute.of("JSESSIONID=ABC", "/")).isEqualTo(Session.NONE);
    }
}
