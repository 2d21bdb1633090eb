package tandem.health;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.Pure;
import tandem.health.HealthReport.By;
import tandem.health.HealthReport.Checks;
import tandem.health.HealthReport.Ejected;
import tandem.health.HealthReport.Line;
import tandem.health.HealthReport.Pool;

/// A [HealthReport] as JSON, and back.
///
/// What is read came from the network: an entry that is too large, or makes no sense, is left out, and numbers are
/// brought within their limits.
@Pure
public final class HealthReportText {
    /// Characters of a name or an address; an entry with more is left out.
    static final int LONGEST_NAME = 255;
    /// Characters of a reason; the rest is cut off.
    static final int LONGEST_REASON = 200;

    static final Duration LONGEST_TIME = Duration.ofHours(24);
    static final int MOST_EJECTIONS = 1000;

    private static final Comparator<Line> OUT_FIRST =
            Comparator.comparing(line -> line.ejected().isEmpty());

    private HealthReportText() {}

    /// Those that are out come first, should there be too many.
    public static JsonArray json(HealthReport report) {
        JsonArray pools = new JsonArray();
        int room = HealthReport.MOST;
        for (Pool pool : report.pools()) {
            List<Line> lines =
                    pool.backends().stream().sorted(OUT_FIRST).limit(room).toList();
            room -= lines.size();
            JsonArray backends = new JsonArray();
            lines.forEach(line -> backends.add(json(line)));
            pools.add(new JsonObject().put("pool", pool.name()).put("backends", backends));
        }
        return pools;
    }

    private static JsonObject json(Line line) {
        JsonObject said = new JsonObject()
                .put("backend", line.backend())
                .put("address", line.address())
                .put("checks", line.checks().name());
        line.ejected()
                .ifPresent(out -> said.put(
                        "out",
                        new JsonObject()
                                .put("by", out.by().name())
                                .put("reason", cut(out.reason()))
                                .put("agoMs", out.ago().toMillis())
                                .put("leftMs", out.left().toMillis())
                                .put("ejections", out.ejections())
                                .put("origin", out.origin().node())
                                .put("originLife", out.origin().life())));
        return said;
    }

    /// What makes sense of it.
    public static HealthReport report(JsonArray said) {
        List<Pool> pools = new ArrayList<>();
        int room = HealthReport.MOST;
        for (JsonObject pool : objects(said).limit(HealthReport.MOST).toList()) {
            Optional<String> name = name(pool, "pool");
            if (name.isEmpty() || !(pool.getValue("backends") instanceof JsonArray backends)) continue;
            List<Line> lines = objects(backends)
                    .limit(room)
                    .flatMap(line -> line(line).stream())
                    .toList();
            room -= lines.size();
            pools.add(new Pool(name.get(), lines));
        }
        return new HealthReport(pools);
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    private static Optional<Line> line(JsonObject said) {
        Optional<String> backend = name(said, "backend");
        Optional<String> address = name(said, "address");
        Optional<Checks> checks = constant(Checks.values(), said.getValue("checks"));
        if (backend.isEmpty() || address.isEmpty() || checks.isEmpty()) return Optional.empty();
        if (!said.containsKey("out"))
            return Optional.of(new Line(backend.get(), address.get(), checks.get(), Optional.empty()));
        return said.getValue("out") instanceof JsonObject out
                ? ejected(out)
                        .map(ejected -> new Line(backend.get(), address.get(), checks.get(), Optional.of(ejected)))
                : Optional.empty();
    }

    private static Optional<Ejected> ejected(JsonObject said) {
        Optional<By> by = constant(By.values(), said.getValue("by"));
        Optional<String> origin = name(said, "origin");
        if (by.isEmpty() || origin.isEmpty() || !(said.getValue("reason") instanceof String reason))
            return Optional.empty();
        return Optional.of(new Ejected(
                by.get(),
                cut(plain(reason)),
                time(said.getValue("agoMs")),
                time(said.getValue("leftMs")),
                (int) number(said.getValue("ejections"), MOST_EJECTIONS),
                new Word.Speaker(origin.get(), number(said.getValue("originLife"), Long.MAX_VALUE))));
    }

    private static Optional<String> name(JsonObject said, String key) {
        return said.getValue(key) instanceof String text
                        && !text.isBlank()
                        && text.length() <= LONGEST_NAME
                        && text.equals(plain(text))
                ? Optional.of(text)
                : Optional.empty();
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] all, Object name) {
        return Stream.of(all).filter(one -> one.name().equals(name)).findFirst();
    }

    private static Duration time(Object millis) {
        return Duration.ofMillis(number(millis, LONGEST_TIME.toMillis()));
    }

    private static long number(Object said, long most) {
        return said instanceof Number number ? Math.clamp(number.longValue(), 0, most) : 0;
    }

    /// It comes into the log, where a line must stay one.
    private static String plain(String text) {
        return text.codePoints()
                .map(character -> Character.isISOControl(character) ? ' ' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON);
    }
}
