package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.cluster.Verdict;
import tandem.vip.OwnershipEvent.AnnounceFailed;
import tandem.vip.OwnershipEvent.Announced;
import tandem.vip.OwnershipEvent.ClaimFailed;
import tandem.vip.OwnershipEvent.Claimed;
import tandem.vip.OwnershipEvent.Contested;
import tandem.vip.OwnershipEvent.Decided;
import tandem.vip.OwnershipEvent.ReleaseFailed;
import tandem.vip.OwnershipEvent.Released;
import tandem.vip.OwnershipEvent.RenewFailed;
import tandem.vip.OwnershipEvent.Renewed;
import tandem.vip.OwnershipEvent.Stop;
import tandem.vip.OwnershipEvent.Tick;

/// Plays the stories under `scenarios/ownership`: each line with a time is an event, what follows it are the actions
/// (`>`) and the new state (`=`). A line `support until TIMEs` says until when a quorum's pledges count from
/// there on. With `-Dscenarios.rewrite=DIRECTORY` the files there are written anew, for a person
/// to read the difference.
class OwnershipScenariosTest {
    private static final Pattern SUPPORT = Pattern.compile("support until ([0-9.]+)s");
    private static final Pattern LINE = Pattern.compile("([0-9.]+)s (.+)");

    static Stream<Path> scenarios() throws IOException, URISyntaxException {
        String rewrite = System.getProperty("scenarios.rewrite", "");
        URL stored = Objects.requireNonNull(OwnershipScenariosTest.class.getResource("/scenarios/ownership"));
        Path directory = rewrite.isEmpty() ? Path.of(stored.toURI()) : Path.of(rewrite);
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void ownershipGoesAsTheScenarioTells(Path scenario) throws IOException {
        String told = Files.readString(scenario);
        String played = play(told);
        if (!System.getProperty("scenarios.rewrite", "").isEmpty()) Files.writeString(scenario, played);
        else assertThat(played).isEqualTo(told);
    }

    private static String play(String script) {
        Ownership ownership = new Ownership(OwnershipTiming.ofLease(Duration.ofSeconds(2)));
        OwnershipState state = Ownership.start(Duration.ZERO);
        Support support = new Support.NotAsked();
        List<String> played = new ArrayList<>();
        for (String line : script.lines().toList()) {
            if (line.startsWith("   ")) continue;
            played.add(line);
            if (line.isBlank() || line.startsWith("#")) continue;
            Matcher pledged = SUPPORT.matcher(line);
            if (pledged.matches()) {
                support = new Support.Until(time(pledged.group(1)));
                continue;
            }
            OwnershipEvent event = event(line);
            assertThat(line).as("an event's text").endsWith(event.text());
            Ownership.Step step = ownership.step(state, event, support);
            state = step.state();
            assertThat(state.seen()).as("every event is a sign of life").isEqualTo(event.at());
            step.actions().forEach(action -> played.add("    > " + action.text()));
            played.add("    = " + state.text());
        }
        return String.join("\n", played) + "\n";
    }

    private static OwnershipEvent event(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) throw new IllegalArgumentException("expected `TIMEs EVENT`: " + line);
        Duration at = time(matcher.group(1));
        return FORMS.stream()
                .flatMap(form -> form.read(at, matcher.group(2)).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such event: " + line));
    }

    private static Duration time(String seconds) {
        return Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000));
    }

    /// How each event is written.
    private static final List<Form> FORMS = List.of(
            form(
                    "verdict: active at term (\\d+), (.*)",
                    (at, words) -> new Decided(at, new Verdict.Active(Long.parseLong(words.group(1)), words.group(2)))),
            form(
                    "verdict: standby of (\\S+), (.*)",
                    (at, words) -> new Decided(at, new Verdict.Standby(words.group(1), words.group(2)))),
            form("verdict: abstain, (.*)", (at, words) -> new Decided(at, new Verdict.Abstain(words.group(1)))),
            form("claimed", (at, _) -> new Claimed(at)),
            form("claim failed: (.*)", (at, words) -> new ClaimFailed(at, words.group(1))),
            form("renewed, begun at (.*)s", (at, words) -> new Renewed(at, time(words.group(1)))),
            form("renew failed: (.*)", (at, words) -> new RenewFailed(at, words.group(1))),
            form("announced", (at, _) -> new Announced(at)),
            form("announce failed: (.*)", (at, words) -> new AnnounceFailed(at, words.group(1))),
            form("released", (at, _) -> new Released(at)),
            form("release failed: (.*)", (at, words) -> new ReleaseFailed(at, words.group(1))),
            form("tick", (at, _) -> new Tick(at)),
            form("contested by (.*)", (at, words) -> new Contested(at, words.group(1))),
            form("stop within (.*)s", (at, words) -> new Stop(at, time(words.group(1)))));

    private static Form form(String pattern, Reading reading) {
        return new Form(Pattern.compile(pattern), reading);
    }

    private record Form(Pattern pattern, Reading reading) {
        Optional<OwnershipEvent> read(Duration at, String text) {
            Matcher matcher = pattern.matcher(text);
            return matcher.matches() ? Optional.of(reading.read(at, matcher)) : Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Reading {
        OwnershipEvent read(Duration at, MatchResult words);
    }
}
