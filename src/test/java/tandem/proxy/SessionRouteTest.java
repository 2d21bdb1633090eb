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
        SessionRoute.Session session = SessionRoute.of(cookies, target);
        assertThat(session == null ? null : session.route()).isEqualTo(route);
    }

    @Test
    void sessionsAreToldApartByTheirWholeIds() {
        assertThat(SessionRoute.of("JSESSIONID=ABC.t1", "/")).isEqualTo(SessionRoute.of(null, "/;jsessionid=ABC.t1"));
        assertThat(SessionRoute.of("JSESSIONID=ABC.t1", "/")).isNotEqualTo(SessionRoute.of("JSESSIONID=ABD.t1", "/"));
    }
}
