package tandem.config;

import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/// No two items of a list have the same value of a key.
///
/// @param problems where problems go
record Uniqueness(Problems problems) {

    /// Reports each item whose value an earlier one has.
    ///
    /// @param key  the value of an item
    /// @param noun what the value is, for messages
    <T> void check(List<T> items, Function<T, Value<String>> key, String noun) {
        var first = new HashMap<String, Spot>();
        for (T item : items) {
            var value = key.apply(item);
            value.ifPresent(text -> {
                var earlier = first.putIfAbsent(text, value.spot());
                // A backend without a name has its address for one; that it is taken is enough to say once.
                if (earlier != null && !problems.hasError(value.spot()))
                    problems.error(value.spot(), taken(text, noun, earlier));
            });
        }
    }

    private static String taken(String text, String noun, Spot earlier) {
        var path = earlier.path();
        var owner = path.substring(0, Math.max(0, path.lastIndexOf('.')));
        return "found " + Quoted.text(text) + ", which is the " + noun + " of " + owner + " already (line "
                + earlier.line() + "); expected another";
    }
}
