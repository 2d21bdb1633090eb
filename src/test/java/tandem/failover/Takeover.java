package tandem.failover;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.lab.Attempts;
import tandem.lab.Host;
import tandem.lab.VipHistory;

/// One fault and what came of it, as the clients and the kernels saw it.
///
/// @param fresh    the client that opens connections
/// @param kept     the one that keeps them; empty in older results
/// @param cut      of what else lived on kept connections: what failed
/// @param move     how the address moved; empty when it stayed
/// @param steps    what the successor says of itself, in milliseconds, by name
/// @param timeline empty where it was not kept
record Takeover(
        Seen fresh,
        Optional<Seen> kept,
        long cut,
        Optional<Move> move,
        Map<String, Double> steps,
        Optional<Timeline> timeline) {
    Takeover {
        steps = new LinkedHashMap<>(steps);
    }

    /// The way of an address.
    ///
    /// @param moved  from the fault until the successor's kernel had it
    /// @param served from the fault until the first request was answered by way of the successor
    /// @param shared the longest time in which both had it
    record Move(Duration moved, Duration served, Duration shared) {
        /// @param since the client's attempts from the fault on
        static Move of(Instant fault, Host successor, Attempts since, VipHistory history) {
            Instant end = since.list().getLast().start();
            Duration moved = history.gained(successor.name(), fault)
                    .map(at -> Duration.between(fault, at))
                    .orElseThrow(() -> new IllegalStateException(successor + " never had the address"));
            Duration served = since.list().stream()
                    .filter(a -> a.ok() && a.peer().equals(successor.address()))
                    .map(a -> Duration.between(fault, a.start().plus(a.latency())))
                    .min(Duration::compareTo)
                    .orElseThrow(() -> new IllegalStateException(successor + " never answered"));
            return new Move(moved, served, history.longestShared(fault, end));
        }
    }

    /// For a person.
    String text() {
        return "gap " + Math.round(Millis.of(fresh.gap())) + " ms, " + fresh.failed() + " failed"
                + kept.map(seen -> "; kept: gap " + Math.round(Millis.of(seen.gap())) + " ms, " + seen.failed()
                                + " failed")
                        .orElse("")
                + move.map(way -> "; served after " + Math.round(Millis.of(way.served())) + " ms")
                        .orElse("")
                + "; cut " + cut;
    }

    /// @param timed whether with the timeline
    JsonObject json(boolean timed) {
        JsonObject json = fresh.json().put("cut", cut);
        kept.ifPresent(seen -> json.put("kept", seen.json()));
        move.ifPresent(way -> json.put("movedMs", Millis.of(way.moved()))
                .put("servedMs", Millis.of(way.served()))
                .put("sharedMs", Millis.of(way.shared())));
        json.put("stepsMs", new JsonObject(new LinkedHashMap<>(steps)));
        if (timed) timeline.ifPresent(line -> json.put("timeline", line.json()));
        return json;
    }

    /// Reads what [#json] wrote.
    static Takeover of(JsonObject json) {
        var steps = new LinkedHashMap<String, Double>();
        json.getJsonObject("stepsMs")
                .forEach(step -> steps.put(step.getKey(), ((Number) step.getValue()).doubleValue()));
        return new Takeover(
                Seen.of(json),
                Optional.ofNullable(json.getJsonObject("kept")).map(Seen::of),
                json.getLong("cut"),
                json.containsKey("movedMs")
                        ? Optional.of(new Move(
                                Millis.time(json, "movedMs"),
                                Millis.time(json, "servedMs"),
                                Millis.time(json, "sharedMs")))
                        : Optional.empty(),
                steps,
                Optional.ofNullable(json.getJsonObject("timeline")).map(Timeline::of));
    }
}
