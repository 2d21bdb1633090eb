package tandem.config;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One of a few words.
///
/// @param words each with what it stands for, in the order in which they are listed
record ChoiceFormat<T>(Map<String, T> words) implements Format<T> {

    /// The constants of an enum, in kebab-case.
    static <E extends Enum<E>> ChoiceFormat<E> of(Class<E> type) {
        return of(EnumSet.allOf(type));
    }

    /// Some of the constants of an enum, in kebab-case.
    static <E extends Enum<E>> ChoiceFormat<E> of(EnumSet<E> constants) {
        var words = new LinkedHashMap<String, E>();
        for (E constant : constants)
            words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        return new ChoiceFormat<>(words);
    }

    /// `true` or `false`, and none of the other words that YAML once took for them.
    static ChoiceFormat<Boolean> truth() {
        var words = new LinkedHashMap<String, Boolean>();
        words.put("true", true);
        words.put("false", false);
        return new ChoiceFormat<>(words);
    }

    @Override
    public Optional<T> parse(String text) {
        return Optional.ofNullable(words.get(text));
    }

    @Override
    public String expected() {
        return String.join(" or ", words.keySet());
    }

    @Override
    public Optional<String> suggestion(String text) {
        return Suggestion.among(words.keySet(), text);
    }
}
