package tandem.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tandem.route.Variable.Scope;

/// Text with variables: `https://$host$request_uri`, `${host}:8443`. A dollar sign of its own is `$$`.
///
/// @param text  as it was written
/// @param parts what it is made of
public record Template(String text, List<Part> parts) {

    /// A piece of a template.
    public sealed interface Part {
        record Literal(String text) implements Part {}

        record Value(Variable variable) implements Part {}
    }

    public Template {
        parts = List.copyOf(parts);
    }

    /// Takes a text apart.
    ///
    /// @param latest the last moment whose variables may be used
    /// @throws IllegalArgumentException with a message for whoever wrote the text
    public static Template parse(String text, Scope latest) {
        var parts = new ArrayList<Part>();
        var literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c != '$') {
                literal.append(c);
                at++;
            } else if (text.startsWith("$$", at)) {
                literal.append('$');
                at += 2;
            } else {
                int end = nameEnd(text, at + 1);
                if (!literal.isEmpty()) parts.add(new Part.Literal(literal.toString()));
                literal.setLength(0);
                parts.add(new Part.Value(variable(text.substring(at + 1, end), latest)));
                at = end;
            }
        }
        if (!literal.isEmpty()) parts.add(new Part.Literal(literal.toString()));
        return new Template(text, parts);
    }

    private static int nameEnd(String text, int from) {
        if (text.startsWith("{", from)) {
            int close = text.indexOf('}', from);
            return close < 0 ? text.length() : close + 1;
        }
        // As in nginx, a group is one digit, whatever follows.
        if (from < text.length() && Character.isDigit(text.charAt(from))) return from + 1;
        int end = from;
        while (end < text.length() && isOfName(text.charAt(end))) end++;
        return end;
    }

    private static boolean isOfName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }

    private static Variable variable(String written, Scope latest) {
        boolean braces = written.startsWith("{") && written.endsWith("}");
        String name = braces ? written.substring(1, written.length() - 1) : written;
        if (name.isEmpty() || name.startsWith("{"))
            throw new IllegalArgumentException("a variable's name has to follow $; for the sign itself write $$");
        var variable = Variable.of(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no variable $" + name + " (variables: "
                        + String.join(", ", names(latest)) + ", $http_NAME and $1 to $9)"));
        if (variable.scope().compareTo(latest) > 0)
            throw new IllegalArgumentException("$" + name + " has no value yet when this is needed");
        return variable;
    }

    private static List<String> names(Scope latest) {
        return Stream.of(Variable.Named.values())
                .filter(named -> named.scope().compareTo(latest) <= 0)
                .map(named -> "$" + named.text())
                .toList();
    }

    /// The text with the values filled in; a variable without a value becomes nothing.
    public String fill(Facts facts) {
        return fill(facts, "", UnaryOperator.identity());
    }

    /// The text with the values filled in.
    ///
    /// @param absent what stands for a variable without a value
    /// @param escape is applied to every value
    public String fill(Facts facts, String absent, UnaryOperator<String> escape) {
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Literal(String only)) return only;
        var filled = new StringBuilder(text.length() + 32);
        for (Part part : parts) {
            switch (part) {
                case Part.Literal(String literal) -> filled.append(literal);
                case Part.Value(Variable variable) -> {
                    String value = facts.value(variable);
                    filled.append(value == null ? absent : escape.apply(value));
                }
            }
        }
        return filled.toString();
    }

    /// The highest number of a group that it names; 0 where it names none.
    int groups() {
        int highest = 0;
        for (Part part : parts)
            if (part instanceof Part.Value(Variable.Capture(int group))) highest = Math.max(highest, group);
        return highest;
    }

    boolean isLiteral() {
        return parts.stream().allMatch(Part.Literal.class::isInstance);
    }

    /// What of it does not come from variables.
    String literals() {
        var literals = new StringBuilder();
        for (Part part : parts) if (part instanceof Part.Literal(String literal)) literals.append(literal);
        return literals.toString();
    }
}
