package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTextTest {
    @Test
    void whatIsToldIsHeard() {
        var known = Map.of("shop", Map.of("r1", "tomcat-1", "r2", "tomcat-2"), "blog", Map.<String, String>of());
        JsonObject said = RouteText.json(List.of("shop", "blog"), pool -> known.getOrDefault(pool, Map.of()));
        assertThat(said.fieldNames()).containsExactly("shop");
        JsonObject heard = new JsonObject(said.encode());
        assertThat(RouteText.of(heard, "shop")).isEqualTo(known.get("shop"));
        assertThat(RouteText.of(heard, "blog")).isEmpty();
    }

    @Test
    void whatMakesNoSenseIsLeftOut() {
        JsonObject said = new JsonObject("{\"shop\": {\"r1\": 1, \"r2\": \"b\", \"r3\": null}, \"blog\": [1]}");
        assertThat(RouteText.of(said, "shop")).isEqualTo(Map.of("r2", "b"));
        assertThat(RouteText.of(said, "blog")).isEmpty();
    }
}
