package tandem.metrics;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// An expression of PromQL, as far as its names and labels go.
record Expression(String text) {
    private static final Pattern NAME = Pattern.compile("\\b(tandem|jvm|process|system)_[a-z0-9_]+");
    private static final Pattern SELECTOR = Pattern.compile("(" + NAME.pattern() + ")\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)(=|!=|=~|!~)\"([^\"]*)\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right) ?\\(([^)]*)\\)");
    /// What a scrape adds to every sample.
    private static final Set<String> OF_A_SCRAPE = Set.of("job", "instance");

    /// Figures that it is made of.
    Set<String> names() {
        var names = new TreeSet<String>();
        NAME.matcher(text).results().forEach(match -> names.add(match.group()));
        return names;
    }

    private Set<String> grouped(String... words) {
        var labels = new HashSet<String>();
        GROUPING.matcher(text)
                .results()
                .filter(match -> List.of(words).contains(match.group(1)))
                .forEach(match -> labels.addAll(Arrays.asList(match.group(2).split(", *", -1))));
        return labels;
    }

    /// What it asks of labels that is never there.
    ///
    /// @param samples by name of a figure: its labels with their values
    Set<String> unknown(Map<String, Map<String, Set<String>>> samples) {
        var unknown = new TreeSet<String>();
        SELECTOR.matcher(text)
                .results()
                .forEach(selector -> MATCHER.matcher(selector.group(3))
                        .results()
                        .forEach(matcher -> {
                            var values = samples.getOrDefault(selector.group(1), Map.of())
                                    .getOrDefault(matcher.group(1), Set.of());
                            boolean known = matcher.group(2).endsWith("~")
                                    ? !values.isEmpty()
                                    : values.contains(matcher.group(3));
                            if (!known) unknown.add(selector.group(1) + "{" + matcher.group() + "}");
                        }));
        var wanted = grouped("by", "without", "on", "ignoring", "group_left", "group_right");
        wanted.removeAll(carried(samples));
        unknown.addAll(wanted);
        return unknown;
    }

    /// The labels of whatever it is made of.
    private Set<String> carried(Map<String, Map<String, Set<String>>> samples) {
        var labels = new HashSet<>(OF_A_SCRAPE);
        names().forEach(name ->
                labels.addAll(samples.getOrDefault(name, Map.of()).keySet()));
        return labels;
    }

    /// The labels that its result may have.
    Set<String> labels(Map<String, Map<String, Set<String>>> samples) {
        var labels = carried(samples);
        var by = grouped("by");
        if (!by.isEmpty()) labels.retainAll(by);
        labels.removeAll(grouped("without"));
        return labels;
    }
}
