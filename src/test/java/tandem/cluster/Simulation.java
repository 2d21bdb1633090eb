package tandem.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import tandem.cluster.ClusterSettings.Bind;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.cluster.ClusterSettings.Peer;
import tandem.cluster.ClusterSettings.Timing;

/// A cluster in one thread and in simulated time: rosters and elections are the real ones; membership,
/// messages and mishaps come from a seeded generator. Messages of one node arrive in order and up to 200
/// ms late; a node learns of a changed membership up to a second late, and after a merge the order of
/// joining is another one.
final class Simulation {
    static final String VIP = "vip";
    private static final int STEP = 10;
    private static final int TELL_EVERY = 500;
    private static final int FROZEN_IS_GONE_AFTER = 100;
    private static final int SETTLING = 5000;

    private final Random random;
    private final ElectionPolicy policy;
    private final List<String> names = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private int now;
    private int lastMove;
    private int lastStart;
    private int joins;
    private final List<String> history = new ArrayList<>();

    private record Letter(int due, NodeState state) {}

    /// One node and its surroundings.
    final class Node {
        final String name;
        private final int priority;
        private Roster roster;
        private long incarnation;
        private boolean alive;
        private int frozenUntil;
        private int frozenSince;
        private int group;
        private int joined;
        private int nextTell;
        private Verdict verdict = new Verdict.Abstain("not started");
        private long claimed;
        private int claimedSince;
        private final Map<String, Deque<Letter>> inbox = new HashMap<>();

        private Node(String name, int priority) {
            this.name = name;
            this.priority = priority;
            this.roster = start();
        }

        private Roster start() {
            alive = true;
            incarnation = 1000L + now + joins;
            joined = joins++;
            claimed = 0;
            inbox.clear();
            roster = new Roster(settings(), incarnation, peers(name), at());
            roster.joined(at());
            roster.fitness(new Fitness.Fit(), at());
            return roster;
        }

        private ClusterSettings settings() {
            Bind bind = new Bind("10.0.0.1", 5701);
            return new ClusterSettings(
                    "sim",
                    name,
                    bind,
                    priority,
                    new Discovery.Dns("sim", 5701),
                    policy,
                    Timing.DEFAULT,
                    BeaconSettings.DEFAULT);
        }

        private Roster.Seat seat() {
            return new Roster.Seat(name, incarnation, name + ":5701");
        }

        private boolean running() {
            return alive && now >= frozenUntil;
        }

        Verdict verdict() {
            return verdict;
        }

        /// The term at which it claims the VIP, 0 when it does not.
        long claimed() {
            return claimed;
        }

        private void step() {
            if (!running()) return;
            if (frozenUntil > 0) resume();
            boolean news = random.nextInt(30) == 0;
            if (news) roster.seats(seatsSeenBy(this), at());
            for (Deque<Letter> letters : inbox.values()) news |= read(letters);
            if (now >= nextTell) tell();
            if (news) decide();
        }

        /// One letter at a time: what was waiting in the sockets of a frozen node comes to light bit by bit.
        private boolean read(Deque<Letter> letters) {
            if (letters.isEmpty() || letters.peekFirst().due() > now) return false;
            roster.heard(letters.removeFirst().state(), at());
            return true;
        }

        /// The fence: whoever was frozen gives up what it claimed and forgets what it heard.
        private void resume() {
            frozenUntil = 0;
            claim(0, "was frozen");
            roster.forgetOthers(at());
            tell();
        }

        private void decide() {
            verdict = Election.decide(roster.view(at()), VIP, policy);
            switch (verdict) {
                case Verdict.Active active -> claim(active.term(), active.reason());
                case Verdict.Standby standby -> claim(0, standby.reason());
                case Verdict.Abstain abstain -> claim(0, abstain.reason());
                case Verdict.Refrain refrain -> claim(0, refrain.reason());
            }
        }

        private void claim(long term, String why) {
            if (term == claimed) return;
            if (term > 0) refuseToBeOutdated(term);
            claimed = term;
            claimedSince = now;
            if (term > 0) roster.claim(VIP, term);
            else roster.withdraw(VIP);
            note(name + (term > 0 ? " claims at " + term : " withdraws") + ": " + why);
            tell();
        }

        /// Nobody claims at or below a term that a neighbour has been telling for a second, unless somebody has
        /// only just come: who has heard nothing yet may claim once the wait is over.
        private void refuseToBeOutdated(long term) {
            if (now - Math.max(lastMove, lastStart) < SETTLING) return;
            for (Node other : nodes)
                if (other != this
                        && other.running()
                        && other.group == group
                        && other.claimed >= term
                        && now - other.claimedSince > 1000)
                    throw new AssertionError(name + " claims at " + term + ", but " + other.name + " has been owner at "
                            + other.claimed + "\n" + story());
        }

        private void tell() {
            nextTell = now + TELL_EVERY;
            roster.say(at()).ifPresent(state -> {
                for (Node other : nodes) if (other != this && other.alive && other.group == group) other.post(state);
            });
        }

        private void post(NodeState state) {
            Deque<Letter> letters = inbox.computeIfAbsent(state.node(), _ -> new ArrayDeque<>());
            int due = now + random.nextInt(200);
            letters.addLast(new Letter(
                    letters.isEmpty() ? due : Math.max(due, letters.peekLast().due()), state));
        }
    }

    Simulation(long seed) {
        random = new Random(seed);
        policy = new ElectionPolicy(random.nextBoolean(), Duration.ofSeconds(random.nextInt(3)));
        int size = 2 + random.nextInt(3);
        for (int i = 0; i < size; i++) names.add("node-" + (char) ('a' + i));
        for (String name : names) nodes.add(new Node(name, 90 + 10 * random.nextInt(2)));
    }

    private List<Peer> peers(String self) {
        return names.stream()
                .filter(name -> !name.equals(self))
                .map(name -> new Peer(name, name + ":5701"))
                .toList();
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Node> claimants() {
        return nodes.stream().filter(node -> node.claimed > 0).toList();
    }

    String story() {
        return String.join("\n", history);
    }

    void run(Duration time) {
        int end = now + (int) time.toMillis();
        for (; now < end; now += STEP) nodes.forEach(Node::step);
    }

    /// Something goes wrong, or right again.
    void mishap() {
        Node node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(6)) {
            case 0 -> fitness(node, new Fitness.Unfit(List.of("no backend")));
            case 1 -> fitness(node, new Fitness.Fit());
            case 2 -> kill(node);
            case 3 -> restart(node);
            case 4 -> freeze(node, 50 + random.nextInt(4000));
            default -> split(random.nextBoolean());
        }
    }

    /// Everything works again, in one cluster.
    void heal() {
        split(false);
        for (Node node : nodes) {
            node.frozenUntil = Math.min(node.frozenUntil, now);
            restart(node);
            fitness(node, new Fitness.Fit());
        }
    }

    private void fitness(Node node, Fitness fitness) {
        if (!node.running()) return;
        if (node.roster.fitness(fitness, at())) node.tell();
        note(node.name + " is " + fitness.text());
    }

    private void kill(Node node) {
        node.alive = false;
        node.claimed = 0;
        node.frozenUntil = 0;
        note(node.name + " is killed");
    }

    private void restart(Node node) {
        if (node.alive) return;
        lastStart = now;
        node.start();
        note(node.name + " starts");
    }

    private void freeze(Node node, int millis) {
        if (!node.running()) return;
        node.frozenSince = now;
        node.frozenUntil = now + millis;
        note(node.name + " is frozen for " + millis + " ms");
    }

    /// Cuts the cluster in two, or joins it again; those who join again are last in the order.
    private void split(boolean apart) {
        lastMove = now;
        List<Node> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, random);
        for (Node node : shuffled) {
            node.group = apart ? random.nextInt(2) : 0;
            node.joined = joins++;
        }
        note(apart ? "split" : "joined together");
    }

    private List<Roster.Seat> seatsSeenBy(Node observer) {
        return nodes.stream()
                .filter(node -> node == observer || (node.alive && node.group == observer.group && !goneBy(node)))
                .sorted(Comparator.comparingInt(node -> node.joined))
                .map(Node::seat)
                .toList();
    }

    private boolean goneBy(Node node) {
        return !node.running() && now - node.frozenSince > FROZEN_IS_GONE_AFTER;
    }

    private void note(String event) {
        history.add(now + " " + event);
    }

    private Duration at() {
        return Duration.ofMillis(now);
    }

    Optional<String> owner() {
        return claimants().stream().map(node -> node.name).findFirst();
    }
}
