package tandem.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.fitness.OperatorCheck;
import tandem.fitness.OperatorCheck.Probe;

/// An item of `checks` as it was read.
///
/// @param name     its name
/// @param settings all of it
record CheckSection(Value<String> name, Value<OperatorCheck> settings) {
    private static final int MOST_WORDS = 100;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Format<Duration> INTERVAL = DurationFormat.between(Duration.ofMillis(100), LONGEST);
    private static final Format<Duration> TIMEOUT = DurationFormat.between(Duration.ofMillis(10), LONGEST);
    private static final IntegerFormat IN_A_ROW = new IntegerFormat(1, 100);
    private static final Format<String> WORD =
            new TextFormat("a word", 1024, c -> c >= ' ', c -> c >= ' ' && c != 127, "no control characters");

    static CheckSection read(Section s) {
        var name = s.required("name", TextFormat.NAME);
        var command = s.values("command", MOST_WORDS, WORD);
        var http = s.maybe("http", new UrlFormat());
        if (s.has("command") && s.has("http")) s.problem(s.spotOf("http"), "excludes command; expected one of them");
        if (!s.has("command") && !s.has("http"))
            s.problem(s.spot(), "found neither command nor http; expected what is to be checked");
        if (s.has("command") && command.is(List::isEmpty))
            s.problem(command.spot(), "found an empty list; expected a program and its arguments");
        var interval = s.optional("interval", INTERVAL, OperatorCheck.DEFAULT_INTERVAL);
        var timeout = s.optional("timeout", TIMEOUT, OperatorCheck.DEFAULT_TIMEOUT);
        HealthSection.endsBeforeTheNext(s, timeout, interval);
        var rise = s.optional("rise", IN_A_ROW, OperatorCheck.DEFAULT_RISE);
        var fall = s.optional("fall", IN_A_ROW, OperatorCheck.DEFAULT_FALL);
        var settings = s.make(() -> new OperatorCheck(
                name.get(), probe(command, http), interval.get(), timeout.get(), rise.get(), fall.get()));
        return new CheckSection(name, settings);
    }

    private static Probe probe(Value<List<String>> command, Value<Optional<URI>> http) {
        return http.get().<Probe>map(Probe.Http::new).orElseGet(() -> new Probe.Command(command.get()));
    }
}
