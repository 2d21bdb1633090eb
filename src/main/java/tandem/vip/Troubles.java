package tandem.vip;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.Pure;

/// What does not work on this node now, by operation. A claim's trouble ends with the next claim that works and not
/// earlier: nobody can tell without trying, and a node that is merely not fit is still tried when no other is.
@Pure
final class Troubles {
    private final Map<Operation, String> open = new EnumMap<>(Operation.class);

    void begin(Operation operation, String problem) {
        open.put(operation, problem);
    }

    void end(Operation... operations) {
        for (Operation operation : operations) open.remove(operation);
    }

    /// All of it in a line; empty when there is none.
    Optional<String> text() {
        if (open.isEmpty()) return Optional.empty();
        return Optional.of(open.values().stream().distinct().collect(Collectors.joining("; ")));
    }

    /// Two problems in a line.
    static Optional<String> joined(Optional<String> one, Optional<String> other) {
        if (one.isEmpty()) return other;
        return Optional.of(one.get() + other.map(text -> "; " + text).orElse(""));
    }
}
