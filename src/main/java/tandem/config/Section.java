package tandem.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.nodes.Node;
import tandem.config.NodeReader.Entry;

/// A mapping of the file while it is read. Asking for a key declares it, so that a key which nobody asked for is
/// unknown; whatever is wrong becomes a problem, and reading goes on.
///
/// A section that is not in the file is read as an empty one, so that a default stands in one place: where its key is
/// read.
final class Section {
    private final Spot spot;
    private final Problems problems;
    private final int errorsBefore;
    private final boolean written;
    private final boolean readable;
    private final Map<String, Entry> entries;
    private final SequencedSet<String> known = new LinkedHashSet<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    private Section(Node node, String path, Problems problems) {
        this.spot = NodeReader.spot(node, path);
        this.problems = problems;
        this.errorsBefore = problems.errors();
        var found = new NodeReader(problems).mapping(node, path);
        this.written = true;
        this.readable = found.isPresent();
        this.entries = found.orElse(Map.of());
    }

    private Section(Spot absent, Problems problems) {
        this.spot = absent;
        this.problems = problems;
        this.errorsBefore = problems.errors();
        this.written = false;
        this.readable = true;
        this.entries = Map.of();
    }

    /// Reads a node as a section. One that is none is a problem, and is read as a section with nothing right in it.
    static <T> T read(Node node, String path, Problems problems, Function<Section, T> reader) {
        return new Section(node, path, problems).readWith(reader);
    }

    /// Whether the file has this key here.
    boolean has(String key) {
        return entries.containsKey(key);
    }

    /// Whether the file has this section, and it is one.
    boolean isWritten() {
        return written && readable;
    }

    /// The place of this section, for problems that concern it as a whole.
    Spot spot() {
        return spot;
    }

    /// The place of a key, or where it would be.
    Spot spotOf(String key) {
        var entry = entries.get(key);
        return entry == null ? spot.below(key) : entry.key();
    }

    /// A value that has to be there.
    <T> Value<T> required(String key, Format<T> format) {
        var value = maybe(key, format);
        if (!has(key)) missing(key, "missing; expected " + format.expected());
        return new Value<>(value.spot(), value.content().flatMap(Function.identity()));
    }

    /// A value that has a default.
    <T> Value<T> optional(String key, Format<T> format, T fallback) {
        return optional(key, format, Value.of(spot.below(key), fallback));
    }

    /// A value whose default stands elsewhere in the file.
    <T> Value<T> optional(String key, Format<T> format, Value<T> fallback) {
        var value = maybe(key, format);
        return has(key) ? new Value<>(value.spot(), value.content().flatMap(Function.identity())) : fallback;
    }

    /// A value that may be left out and then is not there.
    <T> Value<Optional<T>> maybe(String key, Format<T> format) {
        known.add(key);
        var entry = entries.get(key);
        if (entry == null) return Value.of(spot.below(key), Optional.empty());
        var at = NodeReader.spot(entry.value(), entry.key().path());
        var content = new NodeReader(problems).scalar(entry.value(), at, format);
        return content.isPresent() ? Value.of(at, content) : Value.wrong(at);
    }

    /// A section below this one.
    <T> T section(String key, Function<Section, T> reader) {
        known.add(key);
        var entry = entries.get(key);
        if (entry != null) return read(entry.value(), entry.key().path(), problems, reader);
        return new Section(spot.below(key), problems).readWith(reader);
    }

    /// A list of sections; without the key it is empty.
    <T> List<T> sections(String key, int most, Function<Section, T> reader) {
        known.add(key);
        var sections = new ArrayList<T>();
        var entry = entries.get(key);
        if (entry == null) return sections;
        new NodeReader(problems)
                .items(
                        entry.value(),
                        entry.key().path(),
                        most,
                        (node, path) -> sections.add(read(node, path, problems, reader)));
        return sections;
    }

    /// A list of at least one section.
    <T> List<T> someSections(String key, int most, String expected, Function<Section, T> reader) {
        int before = problems.errors();
        var sections = sections(key, most, reader);
        if (!has(key)) missing(key, "missing; expected " + expected);
        else if (sections.isEmpty() && problems.errors() == before)
            problem(spotOf(key), "found an empty list; expected " + expected);
        return sections;
    }

    /// A list of values; without the key it is empty.
    <T> Value<List<T>> values(String key, int most, Format<T> format) {
        known.add(key);
        int before = problems.errors();
        var values = new ArrayList<T>();
        var nodes = new NodeReader(problems);
        var entry = entries.get(key);
        if (entry != null)
            nodes.items(
                    entry.value(),
                    entry.key().path(),
                    most,
                    (node, path) -> nodes.scalar(node, NodeReader.spot(node, path), format)
                            .ifPresent(values::add));
        return problems.errors() == before ? Value.of(spotOf(key), values) : Value.wrong(spotOf(key));
    }

    /// A list of at least one value.
    <T> Value<List<T>> someValues(String key, int most, Format<T> format, String expected) {
        var values = values(key, most, format);
        if (!has(key)) missing(key, "missing; expected " + expected);
        else if (values.is(List::isEmpty)) problem(spotOf(key), "found an empty list; expected " + expected);
        return values;
    }

    /// A key that belongs to sections like this one, but not to this one as it stands.
    void misplaced(String key, String why) {
        if (has(key)) problem(spotOf(key), why);
        known.add(key);
    }

    /// Keys that belong here but are not read, because of what another key says.
    void alsoKnown(String... keys) {
        known.addAll(List.of(keys));
    }

    /// Something that the format of a single value does not see.
    void problem(Spot at, String message) {
        problems.error(at, message);
    }

    /// Holds the items of a list to having different values of a key.
    <T> void unique(List<T> items, Function<T, Value<String>> key, String noun) {
        new Uniqueness(problems).check(items, key, noun);
    }

    /// The settings that the values of this section make up; nothing when one of them is wrong. A record that refuses
    /// its values although each of them is well written is a problem of the section.
    <T> Value<T> make(Supplier<T> record) {
        if (problems.errors() > errorsBefore || !missing.isEmpty()) return Value.wrong(spot);
        try {
            return Value.of(spot, record.get());
        } catch (IllegalArgumentException refused) {
            problem(spot, String.valueOf(refused.getMessage()));
            return Value.wrong(spot);
        }
    }

    private <T> T readWith(Function<Section, T> reader) {
        T result = reader.apply(this);
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) unknown(key, entry.key());
        });
        missing.forEach((key, message) -> problem(spot.below(key), message));
        return result;
    }

    private void unknown(String key, Spot at) {
        var meant = Suggestion.among(known, key);
        // A mistyped key is one problem, not also that of the key that is missing for it.
        meant.ifPresent(missing::remove);
        problem(at, "unknown key" + Suggestion.asked(meant) + " (known: " + String.join(", ", known) + ")");
    }

    private void missing(String key, String message) {
        if (readable) missing.put(key, message);
    }
}
