package tandem.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Takes the nodes of the YAML tree apart: each is the kind of node that is expected at its place, or a problem.
///
/// @param problems where problems go
record NodeReader(Problems problems) {
    /// Characters of a value; more than any format takes, and few enough for whatever a format does with them.
    private static final int LONGEST = 4096;

    /// A key of a mapping and what stands behind it.
    ///
    /// @param key   the key's place
    /// @param value its node
    record Entry(Spot key, Node value) {}

    static Spot spot(Node node, String path) {
        int line = node.getStartMark().map(Mark::getLine).orElse(-1);
        int column = node.getStartMark().map(Mark::getColumn).orElse(-1);
        return new Spot(path, line + 1, column + 1);
    }

    /// The entries of a mapping, in file order.
    Optional<Map<String, Entry>> mapping(Node node, String path) {
        if (!(node instanceof MappingNode mapping) || !mapping.getTag().equals(Tag.MAP)) {
            problems.error(
                    spot(node, path), "found " + describe(node) + "; expected a section of \"key: value\" lines");
            return Optional.empty();
        }
        var entries = new LinkedHashMap<String, Entry>();
        for (NodeTuple tuple : mapping.getValue()) add(entries, tuple, path);
        return Optional.of(entries);
    }

    /// The value that a scalar stands for.
    <T> Optional<T> scalar(Node node, Spot spot, Format<T> format) {
        if (!(node instanceof ScalarNode scalar) || isAbsent(scalar) || isTagged(node)) {
            problems.error(spot, "found " + describe(node) + "; expected " + format.expected());
            return Optional.empty();
        }
        var text = scalar.getValue();
        if (text.length() > LONGEST) {
            problems.error(spot, "found " + text.length() + " characters; expected " + format.expected());
            return Optional.empty();
        }
        var value = format.parse(text);
        if (value.isEmpty()) {
            var meant = Suggestion.asked(format.suggestion(text));
            problems.error(spot, "found " + Quoted.text(text) + "; expected " + format.expected() + meant);
        }
        return value;
    }

    /// Each item of a list, with its path.
    void items(Node node, String path, int most, BiConsumer<Node, String> reader) {
        if (!(node instanceof SequenceNode list) || !list.getTag().equals(Tag.SEQ)) {
            problems.error(spot(node, path), "found " + describe(node) + "; expected a list");
            return;
        }
        int size = list.getValue().size();
        if (size > most) {
            problems.error(spot(node, path), "found " + size + " items; expected at most " + most);
            return;
        }
        for (int i = 0; i < size; i++) reader.accept(list.getValue().get(i), path + "[" + i + "]");
    }

    private void add(Map<String, Entry> entries, NodeTuple tuple, String path) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            problems.error(
                    spot(tuple.getKeyNode(), path),
                    "found " + describe(tuple.getKeyNode()) + " as a key; expected a word");
            return;
        }
        var at = spot(key, Spot.join(path, Quoted.key(key.getValue())));
        var earlier = entries.putIfAbsent(key.getValue(), new Entry(at, tuple.getValueNode()));
        if (earlier != null)
            problems.error(
                    at, "set twice; the first time in line " + earlier.key().line());
    }

    private static String describe(Node node) {
        return switch (node) {
            case ScalarNode scalar
            when isTagged(node) -> "the tag " + Quoted.text(scalar.getTag().getValue());
            case ScalarNode scalar when isAbsent(scalar) -> "no value";
            case ScalarNode scalar -> Quoted.text(scalar.getValue());
            case SequenceNode list when list.getTag().equals(Tag.SEQ) -> "a list";
            case MappingNode mapping when mapping.getTag().equals(Tag.MAP) -> "a section";
            default -> "the tag " + Quoted.text(node.getTag().getValue());
        };
    }

    /// Nothing behind the colon, or one of YAML's words for nothing.
    private static boolean isAbsent(ScalarNode scalar) {
        if (!scalar.isPlain()) return false;
        return switch (scalar.getValue()) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
        };
    }

    /// Whether the writer gave a type of his own, like `!!binary`.
    private static boolean isTagged(Node node) {
        return !node.getTag().equals(Tag.STR) && !node.getTag().equals(Tag.NULL);
    }
}
