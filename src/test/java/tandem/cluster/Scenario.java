package tandem.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A story about an election, read from a file: steps of what the nodes know and what each of them then
/// decides.
///
/// ```
/// # a comment
/// policy sticky                                 or: policy preempt after 10s; perhaps: , prefers proxy-b
///
/// quorum 2 of proxy-a, proxy-b, witness         all nodes, and how many of them an owner hears
///
/// == title of a step; its lines are the view that all nodes of the step share
///    proxy-a  priority 100  fit                 members heard, in the order in which they joined
///    proxy-b  priority 90   unfit (no backend)  fit | fit for 4s | unfit (reason) | leaving
///    proxy-c  priority 90   fit  claims 3       claims the VIP at that term
///    proxy-a  priority 90   fit  claims 3  hands back from proxy-b    offers it to that node, with something to
/// prepare
///    proxy-a  priority 90   fit  claims 3  hands over to proxy-b      offers it, with nothing to prepare
///    proxy-b  priority 90   fit  is prepared for proxy-a              has prepared what that node's offer needs
///    waits for proxy-d                          still to be heard
///    highest 5                                  term seen of somebody who is gone
///  > proxy-a active at 4: the reason            what the node decides: active at TERM,
///  > proxy-b stands by proxy-a: the reason      stands by NODE, abstains, or refrains
/// ```
record Scenario(ElectionPolicy policy, List<Step> steps) {
    static final String VIP = "vip";
    private static final Pattern POLICY =
            Pattern.compile("policy (?:sticky|preempt after (?<delay>\\d+)s)(?:, prefers (?<preferred>\\S+))?");
    private static final Pattern QUORUM = Pattern.compile("quorum (?<votes>\\d+) of (?<names>.+)");
    private static final Pattern MEMBER = Pattern.compile("(?<name>\\S+) +priority (?<priority>\\d+) +"
            + "(?<fitness>fit(?: for (?<fit>\\d+)s)?|unfit \\((?<reason>[^)]*)\\)|leaving|witness)(?: +claims (?<claims>\\d+))?"
            + "(?: +(?<offers>hands back from|hands over to) (?<to>\\S+))?(?: +is prepared for (?<for>\\S+))?");
    private static final Pattern WAITS = Pattern.compile("waits for (?<names>.+)");
    private static final Pattern HIGHEST = Pattern.compile("highest (?<term>\\d+)");
    private static final Pattern DECISION = Pattern.compile(
            "> (?<name>\\S+) +"
                    + "(?:active at (?<term>\\d+)|stands by (?<owner>[^ :]+)|(?<abstains>abstains)|(?<refrains>refrains)): (?<reason>.+)");

    /// What the nodes know, and what each of them decides.
    record Step(
            String title,
            int line,
            List<Member> members,
            Set<String> awaited,
            long highestTerm,
            Map<String, Verdict> decisions) {

        View viewOf(String node) {
            return new View(node, members, awaited, Map.of(VIP, highestTerm));
        }
    }

    static Scenario read(Path file) throws IOException {
        return new Reader(file).read();
    }

    private static final class Reader {
        private final Path file;
        private ElectionPolicy policy = ElectionPolicy.STICKY;
        private final List<Step> steps = new ArrayList<>();
        private String title = "";
        private int titleLine;
        private List<Member> members = new ArrayList<>();
        private Set<String> awaited = Set.of();
        private long highest;
        private Map<String, Verdict> decisions = new LinkedHashMap<>();

        Reader(Path file) {
            this.file = file;
        }

        Scenario read() throws IOException {
            List<String> lines = Files.readAllLines(file);
            for (int number = 1; number <= lines.size(); number++) {
                String line = lines.get(number - 1).strip();
                if (line.startsWith("== ")) startStep(line.substring(3), number);
                else if (!line.isEmpty() && !line.startsWith("#") && !understood(line))
                    throw new IllegalArgumentException(file.getFileName() + ":" + number + ": not understood: " + line);
            }
            endStep();
            return new Scenario(policy, List.copyOf(steps));
        }

        private void startStep(String newTitle, int line) {
            endStep();
            title = newTitle;
            titleLine = line;
            members = new ArrayList<>();
            awaited = Set.of();
            highest = 0;
            decisions = new LinkedHashMap<>();
        }

        private void endStep() {
            if (title.isEmpty()) return;
            if (decisions.isEmpty())
                throw new IllegalArgumentException(file.getFileName() + ":" + titleLine + ": nobody decides anything");
            steps.add(new Step(title, titleLine, members, awaited, highest, decisions));
        }

        private boolean understood(String line) {
            return on(POLICY, line, found -> policy = policy(found))
                    || on(QUORUM, line, found -> policy = policy.with(quorum(found)))
                    || on(MEMBER, line, found -> members.add(member(found)))
                    || on(
                            WAITS,
                            line,
                            found -> awaited = Set.of(found.group("names").split(", ")))
                    || on(HIGHEST, line, found -> highest = Long.parseLong(found.group("term")))
                    || on(DECISION, line, found -> decisions.put(found.group("name"), verdict(found)));
        }

        private static boolean on(Pattern pattern, String line, Consumer<Matcher> action) {
            Matcher matcher = pattern.matcher(line);
            if (!matcher.matches()) return false;
            action.accept(matcher);
            return true;
        }

        private static ElectionPolicy policy(Matcher found) {
            String delay = found.group("delay");
            ElectionPolicy policy = delay == null ? ElectionPolicy.STICKY : new ElectionPolicy(true, seconds(delay));
            return policy.preferring(Optional.ofNullable(found.group("preferred")));
        }

        private static Quorum quorum(Matcher found) {
            return new Quorum(
                    Set.of(found.group("names").split(", ")),
                    Set.of("witness"),
                    Integer.parseInt(found.group("votes")),
                    Optional.empty());
        }

        private static Member member(Matcher found) {
            String claims = found.group("claims");
            String fitFor = found.group("fit");
            Fitness fitness = fitness(found);
            return new Member(
                    found.group("name"),
                    Integer.parseInt(found.group("priority")),
                    fitness,
                    fitness instanceof Fitness.Fit ? seconds(fitFor == null ? "3600" : fitFor) : Duration.ZERO,
                    claims == null ? Map.of() : Map.of(VIP, Long.valueOf(claims)),
                    handovers(found));
        }

        private static Handovers handovers(Matcher found) {
            String to = found.group("to");
            String preparedFor = found.group("for");
            String handBackTo = "hands back from".equals(found.group("offers")) ? "192.168.17.129" : "";
            return new Handovers(
                    to == null
                            ? Map.of()
                            : Map.of(
                                    VIP, new Handovers.Offer(to, 1, Long.parseLong(found.group("claims")), handBackTo)),
                    preparedFor == null ? Map.of() : Map.of(VIP, new Handovers.Answer(preparedFor, 1, true, "")));
        }

        private static Fitness fitness(Matcher found) {
            if (found.group("reason") != null) return new Fitness.Unfit(List.of(found.group("reason")));
            return switch (found.group("fitness")) {
                case "leaving" -> new Fitness.Leaving();
                case "witness" -> new Fitness.Witness();
                default -> new Fitness.Fit();
            };
        }

        private static Verdict verdict(Matcher found) {
            String reason = found.group("reason");
            if (found.group("term") != null) return new Verdict.Active(Long.parseLong(found.group("term")), reason);
            if (found.group("owner") != null) return new Verdict.Standby(found.group("owner"), reason);
            if (found.group("refrains") != null) return new Verdict.Refrain(reason);
            return new Verdict.Abstain(reason);
        }

        private static Duration seconds(String text) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
    }
}
