package tandem.route;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rules for the fields of requests and answers.
///
/// Every constructor here throws an [IllegalArgumentException] whose message is fit to be shown to whoever
/// wrote the configuration.
///
/// @param request  for what the backend gets; `request-headers`
/// @param response for what the client gets; `response-headers`
public record HeaderSettings(List<Rule> request, List<Rule> response) {
    /// Every field as it is.
    public static final HeaderSettings NONE = new HeaderSettings(List.of(), List.of());

    /// Fields that frame messages or belong to one connection.
    private static final java.util.Set<String> KEPT = java.util.Set.of(
            "connection",
            "content-length",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    public HeaderSettings {
        request = List.copyOf(request);
        response = List.copyOf(response);
    }

    /// What is done to one field of a head.
    public sealed interface Rule {

        /// The field's name as it was written.
        String name();

        /// The value that the field gets.
        default Optional<Template> template() {
            return switch (this) {
                case Set set -> Optional.of(set.value);
                case Add add -> Optional.of(add.value);
                case Remove _ -> Optional.empty();
            };
        }
    }

    /// However often the field is there, it is there once afterwards, with this value; not at all when the
    /// value is empty.
    public record Set(String name, Template value) implements Rule {
        public Set {
            checkName(name);
            checkValue(value);
        }
    }

    /// One more field of that name; none when the value is empty.
    public record Add(String name, Template value) implements Rule {
        public Add {
            checkName(name);
            checkValue(value);
        }
    }

    /// No such field.
    public record Remove(String name) implements Rule {
        public Remove {
            checkName(name);
        }
    }

    /// @throws IllegalArgumentException when the name is none (RFC 9110 §5.1), or of a field that frames
    /// messages or
    ///                                  belongs to one connection
    static void checkName(String name) {
        boolean token = !name.isEmpty()
                && name.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
        if (!token) throw new IllegalArgumentException("'" + name + "' is not the name of a header field");
        if (KEPT.contains(name.toLowerCase(Locale.ROOT)))
            throw new IllegalArgumentException(
                    name + " belongs to the connection or frames the message, and no rule may change it"
                            + (name.equalsIgnoreCase("host") ? "; for Host there is host-header" : ""));
    }

    private static void checkValue(Template value) {
        if (value.text().chars().anyMatch(c -> (c < ' ' && c != '\t') || c >= 127))
            throw new IllegalArgumentException("the value of a field must be visible ASCII characters and spaces");
    }
}
