package tandem.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads Prometheus' text format 0.0.4, strictly: whatever the specification does not allow is refused, and
/// so is what it only advises against.
final class Exposition {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\\S.*)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]Inf|[-+]?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");

    /// A sample.
    record Sample(String name, Map<String, String> labels, double value) {}

    private final Map<String, String> types = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private String family = "";
    private String helped = "";

    static Exposition parse(String text) {
        if (!text.endsWith("\n")) throw new IllegalArgumentException("the last line has no end");
        var exposition = new Exposition();
        text.lines().forEach(exposition::line);
        return exposition;
    }

    private void line(String line) {
        var help = HELP.matcher(line);
        var type = TYPE.matcher(line);
        if (help.matches()) helped = help.group(1);
        else if (type.matches()) {
            family = type.group(1);
            if (!helped.equals(family)) throw new IllegalArgumentException(family + " has no help before its type");
            if (types.put(family, type.group(2)) != null) throw new IllegalArgumentException(family + " comes twice");
        } else sample(line);
    }

    private void sample(String line) {
        var sample = SAMPLE.matcher(line);
        if (!sample.matches()) throw new IllegalArgumentException("no sample: " + line);
        var name = sample.group(1);
        if (!belongs(name)) throw new IllegalArgumentException(name + " is not of " + family);
        if (!seen.add(name + "{" + sample.group(2) + "}")) throw new IllegalArgumentException("twice: " + line);
        var text = sample.group(3);
        var value = text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
        if ("counter".equals(types.get(family)) && !(value >= 0))
            throw new IllegalArgumentException("a counter below zero: " + line);
        samples.add(new Sample(name, labels(sample.group(2)), value));
    }

    private boolean belongs(String name) {
        return switch (types.getOrDefault(family, "")) {
            case "counter" -> name.equals(family) && name.endsWith("_total");
            case "histogram", "summary" -> name.matches(Pattern.quote(family) + "(_bucket|_sum|_count)?");
            default -> name.equals(family);
        };
    }

    private static Map<String, String> labels(@Nullable String text) {
        var labels = new HashMap<String, String>();
        if (text == null) return labels;
        var label = LABEL.matcher(text);
        int end = 0;
        while (label.find() && label.start() == end) {
            if (labels.put(label.group(1), label.group(2)) != null)
                throw new IllegalArgumentException("a label twice: " + text);
            end = label.end();
        }
        if (end != text.length()) throw new IllegalArgumentException("no labels: " + text);
        return labels;
    }

    Map<String, String> types() {
        return types;
    }

    List<Sample> samples() {
        return samples;
    }

    /// The value of the only sample with these labels.
    double value(String name, Map<String, String> labels) {
        var found = samples.stream()
                .filter(sample ->
                        sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
        if (found.size() != 1) throw new IllegalArgumentException(found.size() + " samples of " + name + labels);
        return found.getFirst().value();
    }
}
