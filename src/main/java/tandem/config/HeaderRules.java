package tandem.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.route.HeaderSettings;
import tandem.route.HeaderSettings.Rule;
import tandem.route.Template;
import tandem.route.Variable.Scope;

/// The keys `request-headers` and `response-headers` of a section: lists of rules, each of which sets, adds
/// or removes a field.
final class HeaderRules {
    private static final int MOST_RULES = 100;
    private static final Format<String> NAME = new TextFormat(
            "the name of a header field", 100, c -> c > ' ' && c < 127, c -> c > ' ' && c < 127, "no spaces");

    private HeaderRules() {}

    static Value<HeaderSettings> read(Section s) {
        var request = s.sections("request-headers", MOST_RULES, HeaderRules::rule);
        var response = s.sections("response-headers", MOST_RULES, HeaderRules::rule);
        if (Stream.concat(request.stream(), response.stream())
                .anyMatch(rule -> rule.content().isEmpty())) return Value.wrong(s.spot());
        return Value.of(s.spot(), new HeaderSettings(all(request), all(response)));
    }

    private static List<Rule> all(List<Value<Rule>> rules) {
        return rules.stream().map(Value::get).toList();
    }

    private static Value<Rule> rule(Section s) {
        var set = s.maybe("set", NAME);
        var add = s.maybe("add", NAME);
        var remove = s.maybe("remove", NAME);
        long verbs = Stream.of("set", "add", "remove").filter(s::has).count();
        if (verbs != 1) s.problem(s.spot(), "found " + verbs + " of set, add and remove; expected one of them");
        if (s.has("remove")) s.misplaced("value", "has no effect; a field that is removed has no value");
        var value = s.has("remove")
                ? Value.<Optional<String>>of(s.spot(), Optional.empty())
                : Value.of(s.spot(), s.required("value", RouteSection.TEXT).content());
        return s.make(() -> rule(set.get(), add.get(), remove.get(), value.get()));
    }

    private static Rule rule(
            Optional<String> set, Optional<String> add, Optional<String> remove, Optional<String> value) {
        if (remove.isPresent()) return new HeaderSettings.Remove(remove.get());
        var template = Template.parse(value.orElseThrow(), Scope.BACKEND);
        return set.<Rule>map(name -> new HeaderSettings.Set(name, template))
                .orElseGet(() -> new HeaderSettings.Add(add.orElseThrow(), template));
    }
}
