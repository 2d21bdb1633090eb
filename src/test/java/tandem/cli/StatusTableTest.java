package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusTableTest {

    @Test
    void whoDoesNotAnswerMayWellBeTheOwner() {
        var state = new JsonObject("""
                {"cluster": "web", "node": "b", "nodes": [{"name": "a", "problem": "no answer"}, {"name": "b", "status": {
                  "started": "2026-01-01T00:00:00Z", "ready": true, "notReadyBecause": [], "pools": [],
                  "vips": [{"name": "main", "address": "10.0.0.9", "role": "standby", "owner": "a", "why": "a has it"}],
                  "proxy": {"requests": 0, "inFlight": 0, "connections": 0}, "cluster": {}}}]}
                """);
        var now = Instant.parse("2026-01-01T00:01:00Z");
        assertThat(StatusTable.of(state, now).lines())
                .contains("VIP main (10.0.0.9): UNKNOWN, said to be with a, which does not answer");
        var vip = state.getJsonArray("nodes")
                .getJsonObject(1)
                .getJsonObject("status")
                .getJsonArray("vips");
        vip.getJsonObject(0).putNull("owner");
        assertThat(StatusTable.of(state, now).lines()).contains("VIP main (10.0.0.9): NO OWNER");
    }

    @Test
    void nodesThatDoNotUnderstandEachOtherAreNamed() {
        var state = new JsonObject("""
                {"cluster": "web", "node": "a", "nodes": [{"name": "a", "status": {
                  "started": "2026-01-01T00:00:00Z", "ready": true, "notReadyBecause": [], "vips": [], "pools": [],
                  "proxy": {"requests": 0, "inFlight": 0, "connections": 0},
                  "cluster": {"beacons": {"problems": ["what 10.0.0.2 says is dropped: it has another secret"]}}}}]}
                """);
        assertThat(StatusTable.of(state, Instant.parse("2026-01-01T00:01:00Z")).lines())
                .contains("PROBLEM at a: what 10.0.0.2 says is dropped: it has another secret");
    }

    @Test
    void aWitnessIsLostWhereANodeDoesNotHearIt() {
        var node = """
                {"name": "%s", "status": {
                  "started": "2026-01-01T00:00:00Z", "ready": true, "notReadyBecause": [], "vips": [], "pools": [],
                  "proxy": {"requests": 0, "inFlight": 0, "connections": 0},
                  "cluster": {"witnesses": [{"name": "w1", "heard": true}, {"name": "w2", "heard": %s}]}}}""";
        var state = new JsonObject("{\"cluster\": \"web\", \"node\": \"a\", \"nodes\": [" + node.formatted("a", true)
                + "," + node.formatted("b", false) + "]}");
        assertThat(StatusTable.of(state, Instant.parse("2026-01-01T00:01:00Z")).lines())
                .anyMatch(line -> line.matches("w1 +heard +.* a witness"))
                .anyMatch(line -> line.matches("w2 +LOST +.* a witness, not heard by b"));
    }
}
