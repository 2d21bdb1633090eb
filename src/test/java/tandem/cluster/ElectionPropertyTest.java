package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every view, tried on many random ones. A failure names the view.
class ElectionPropertyTest {
    private static final String VIP = "vip";
    private static final int VIEWS = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nodesOfEqualKnowledgeNameOneOwnerAndAtMostOneSuccessor(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < VIEWS; i++) {
            View view = randomView(random);
            ElectionPolicy policy = randomPolicy(random);
            Map<String, Verdict> verdicts = decisions(view, policy);
            Optional<String> owner = Election.owner(view, VIP).map(Member::name);
            List<String> claimants = verdicts.entrySet().stream()
                    .filter(entry -> entry.getValue() instanceof Verdict.Active)
                    .map(Map.Entry::getKey)
                    .toList();
            List<String> successors = claimants.stream()
                    .filter(name -> !owner.equals(Optional.of(name)))
                    .toList();

            assertThat(successors).as("%s", view).hasSizeLessThanOrEqualTo(1);
            owner.ifPresent(name -> assertThat(claimants).as("%s", view).contains(name));
            assertThat(named(verdicts)).as("%s", view).isSubsetOf(union(owner, successors));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aNewClaimIsOneAboveEveryTermSeenAndAnOwnerKeepsItsOwn(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < VIEWS; i++) {
            View view = randomView(random);
            Optional<String> owner = Election.owner(view, VIP).map(Member::name);
            decisions(view, randomPolicy(random)).forEach((name, verdict) -> {
                if (!(verdict instanceof Verdict.Active active)) return;
                long expected = owner.equals(Optional.of(name))
                        ? seenBy(name, view).me().term(VIP)
                        : view.highestTerm(VIP) + 1;
                assertThat(active.term()).as("%s of %s", name, view).isEqualTo(expected);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theOwnerDoesNotDependOnTheOrderOfJoining(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < VIEWS; i++) {
            View view = randomView(random);
            List<Member> flipped = new ArrayList<>(view.members());
            Collections.shuffle(flipped, random);
            View other = new View(view.self(), flipped, view.awaited(), view.highestTerms());

            assertThat(Election.owner(other, VIP)).as("%s", view).isEqualTo(Election.owner(view, VIP));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noDecisionDependsOnTheOrderOfJoining(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < VIEWS; i++) {
            View view = randomView(random);
            ElectionPolicy policy = randomPolicy(random);
            List<Member> flipped = new ArrayList<>(view.members());
            Collections.shuffle(flipped, random);
            View other = new View(view.self(), flipped, view.awaited(), view.highestTerms());

            assertThat(decisions(other, policy)).as("%s", view).isEqualTo(decisions(view, policy));
        }
    }

    /// Everybody does as told and hears everybody: two moves at most, then nothing moves again, and one
    /// node owns the VIP unless all of them leave.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void sharedKnowledgeSettlesOnOneOwnerAndStays(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < VIEWS; i++) {
            View view = randomView(random);
            view = new View(view.self(), view.members(), Set.of(), view.highestTerms());
            ElectionPolicy policy = randomPolicy(random);
            View settled = obey(obey(view, policy), policy);

            assertThat(obey(settled, policy)).as("%s", view).isEqualTo(settled);
            List<String> claimants = settled.members().stream()
                    .filter(member -> member.claims(VIP))
                    .map(Member::name)
                    .toList();
            boolean ownerless = settled.members().stream().allMatch(Member::leaving) && claimants.isEmpty();
            assertThat(claimants).as("%s", view).hasSize(ownerless ? 0 : 1);
        }
    }

    private static View obey(View view, ElectionPolicy policy) {
        Map<String, Verdict> verdicts = decisions(view, policy);
        List<Member> members = view.members().stream()
                .map(member -> new Member(
                        member.name(),
                        member.priority(),
                        member.fitness(),
                        member.fitFor(),
                        verdicts.get(member.name()) instanceof Verdict.Active active
                                ? Map.of(VIP, active.term())
                                : Map.of()))
                .toList();
        return new View(view.self(), members, view.awaited(), Map.of(VIP, view.highestTerm(VIP)));
    }

    private static Map<String, Verdict> decisions(View view, ElectionPolicy policy) {
        Map<String, Verdict> verdicts = new HashMap<>();
        for (Member member : view.members()) {
            verdicts.put(member.name(), Election.decide(seenBy(member.name(), view), VIP, policy));
        }
        return verdicts;
    }

    private static View seenBy(String name, View view) {
        return new View(name, view.members(), view.awaited(), view.highestTerms());
    }

    private static Set<String> named(Map<String, Verdict> verdicts) {
        return verdicts.entrySet().stream()
                .flatMap(entry -> switch (entry.getValue()) {
                    case Verdict.Active _ -> Optional.of(entry.getKey()).stream();
                    case Verdict.Standby standby -> Optional.of(standby.owner()).stream();
                    case Verdict.Refrain _, Verdict.Abstain _ -> Optional.<String>empty().stream();
                })
                .collect(Collectors.toSet());
    }

    private static List<String> union(Optional<String> owner, List<String> successors) {
        List<String> names = new ArrayList<>(successors);
        owner.ifPresent(names::add);
        return names;
    }

    private static ElectionPolicy randomPolicy(Random random) {
        Optional<String> preferred =
                random.nextBoolean() ? Optional.of("proxy-" + (char) ('a' + random.nextInt(5))) : Optional.empty();
        return new ElectionPolicy(random.nextBoolean(), Duration.ofSeconds(random.nextInt(2) * 10L))
                .preferring(preferred);
    }

    private static View randomView(Random random) {
        int size = 1 + random.nextInt(5);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) members.add(randomMember("proxy-" + (char) ('a' + i), random));
        Collections.shuffle(members, random);
        Set<String> awaited = random.nextInt(4) == 0 ? Set.of("proxy-x") : Set.of();
        return new View(members.getFirst().name(), members, awaited, Map.of(VIP, (long) random.nextInt(6)));
    }

    private static Member randomMember(String name, Random random) {
        Fitness fitness = switch (random.nextInt(5)) {
            case 0 -> new Fitness.Unfit(List.of("no backend"));
            case 1 -> new Fitness.Leaving();
            default -> new Fitness.Fit();
        };
        Duration fitFor = fitness instanceof Fitness.Fit ? Duration.ofSeconds(random.nextInt(20)) : Duration.ZERO;
        Map<String, Long> claims = random.nextInt(3) == 0 ? Map.of(VIP, 1L + random.nextInt(4)) : Map.of();
        return new Member(name, 90 + random.nextInt(2) * 10, fitness, fitFor, claims);
    }
}
