package tandem.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Header rules, made ready: which of the fields that came are left out, and which are written behind the
/// rest.
///
/// Rules work in their order on what the rules before them left, so that a field which is added and then
/// removed is not there.
public final class HeaderEdits {
    /// Changes nothing.
    public static final HeaderEdits NONE = new HeaderEdits(List.of());

    private final Set<String> dropped;
    private final int longest;
    private final List<HeaderSettings.Rule> written;

    private HeaderEdits(List<HeaderSettings.Rule> rules) {
        dropped = rules.stream()
                .filter(rule -> !(rule instanceof HeaderSettings.Add))
                .map(rule -> rule.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        longest = dropped.stream().mapToInt(String::length).max().orElse(0);
        var lasting = new ArrayList<HeaderSettings.Rule>();
        for (HeaderSettings.Rule rule : rules) {
            if (!(rule instanceof HeaderSettings.Add))
                lasting.removeIf(earlier -> earlier.name().equalsIgnoreCase(rule.name()));
            if (!(rule instanceof HeaderSettings.Remove)) lasting.add(rule);
        }
        written = List.copyOf(lasting);
    }

    public static HeaderEdits of(List<HeaderSettings.Rule> rules) {
        return rules.isEmpty() ? NONE : new HeaderEdits(rules);
    }

    public boolean isEmpty() {
        return dropped.isEmpty() && written.isEmpty();
    }

    /// Whether a field that came is left out.
    ///
    /// @param name in any case
    public boolean drops(CharSequence name) {
        return name.length() <= longest && dropped.contains(name.toString().toLowerCase(Locale.ROOT));
    }

    /// The fields that are left out, in lower case.
    public Set<String> dropped() {
        return dropped;
    }

    /// The fields to write, those without a value left out.
    public List<HeaderField> fields(Facts facts) {
        if (written.isEmpty()) return List.of();
        var fields = new ArrayList<HeaderField>(written.size());
        for (HeaderSettings.Rule rule : written)
            rule.template()
                    .map(template -> template.fill(facts))
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> fields.add(new HeaderField(rule.name(), value)));
        return fields;
    }
}
