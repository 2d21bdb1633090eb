package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.health.Probe.Body;

class BodyMatchTest {

    @Test
    void aTextMayStandAnywhereInTheAnswer() {
        assertThat(BodyMatch.problem(new Body.Contains("well"), "all is well", true))
                .isEmpty();
        assertThat(BodyMatch.problem(new Body.Contains("well"), "all is well, and on and on", false))
                .isEmpty();
        assertThat(BodyMatch.problem(new Body.Contains("Well"), "all is well", true))
                .contains("\"Well\" is not in its answer");
        assertThat(BodyMatch.problem(new Body.Contains("ill"), "all is well", false))
                .contains("\"ill\" is not in the first 64 KiB of its answer");
    }

    @ParameterizedTest
    @CsvSource({"/status,UP", "/checks/1/ok,true", "/checks/0/n,3", "/a~1b,c"})
    void aValueIsFoundWhereItsPointerPoints(String pointer, String value) {
        String body = """
                {"status": "UP", "checks": [{"n": 3}, {"ok": true}], "a/b": "c"}""";
        assertThat(BodyMatch.problem(new Body.Json(pointer, value), body, true)).isEmpty();
        assertThat(BodyMatch.problem(new Body.Json(pointer, value + "x"), body, true))
                .contains("its answer has something else than \"" + value + "x\" at " + pointer);
    }

    @Test
    void whatIsNotThereOrNoJsonIsToldApart() {
        Body expected = new Body.Json("/status", "UP");
        assertThat(BodyMatch.problem(expected, "{}", true)).contains("its answer has nothing at /status");
        assertThat(BodyMatch.problem(expected, "{\"status\": {}}", true))
                .contains("its answer has something else than \"UP\" at /status");
        assertThat(BodyMatch.problem(expected, "<html>", true)).contains("its answer is not JSON");
        assertThat(BodyMatch.problem(expected, "", true)).contains("its answer is not JSON");
        assertThat(BodyMatch.problem(expected, "{\"status\": \"UP\"", false))
                .contains("its answer is longer than 64 KiB");
    }
}
