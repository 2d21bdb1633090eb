package tandem.cluster;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tandem.vip.OwnershipState;

/// One run of a [World]: a quiet start, a series of mishaps, and then a time in which everything works and one node
/// must become owner and stay it.
final class WorldRun {
    /// Within it there is one owner once nothing goes wrong any more: a restarted voter says nothing for a
    /// pledge (3 s), then a claim, and what is still under way arrives within 4 s.
    static final long SETTLES_WITHIN = 10_000_000;

    private static final long QUIET = 3_500_000;
    private static final long STAYS_FOR = 1_500_000;

    private final World world;

    private WorldRun(World world) {
        this.world = world;
    }

    /// What a seed comes to: nothing, or what was broken.
    static Optional<String> of(long seed, WorldRules rules) {
        try {
            new WorldRun(new World(seed, rules, false)).play();
            return Optional.empty();
        } catch (AssertionError | RuntimeException broken) {
            return Optional.of(broken.toString());
        }
    }

    /// The same seed as a story.
    static String story(long seed, WorldRules rules) {
        World world = new World(seed, rules, true);
        try {
            new WorldRun(world).play();
            return world.story();
        } catch (AssertionError | RuntimeException broken) {
            return world.plan + "\n" + world.story() + "\n" + broken;
        }
    }

    private void play() {
        world.runFor(QUIET);
        int mishaps = 4 + world.random.nextInt(8);
        for (int i = 0; i < mishaps; i++) {
            mishap();
            world.runFor(world.millis(10, world.chance(3) ? 4000 : 800));
        }
        heal();
        world.runFor(SETTLES_WITHIN);
        WorldNode owner = theOwner();
        world.runFor(STAYS_FOR);
        if (theOwner() != owner) world.invariants.broken("the owner changes though nothing happens");
    }

    private WorldNode theOwner() {
        List<WorldNode> owners = world.nodes.stream()
                .filter(node -> node.state() instanceof OwnershipState.Held)
                .toList();
        long holders =
                world.nodes.stream().filter(node -> node.kernel().holds()).count();
        if (owners.size() != 1 || holders != 1) {
            for (WorldNode node : world.nodes)
                world.note(node.name() + ": " + node.state().text() + "; " + node.verdict() + "; "
                        + node.roster().view(node.now()));
            world.invariants.broken(owners.size() + " owners and " + holders + " holders long after the last mishap");
        }
        WorldNode owner = owners.getFirst();
        for (WorldNode node : world.nodes) {
            if (node == owner || world.plan.isWitness(node.index()) || world.plan.hasNoQuorum(node.index())) continue;
            boolean agrees = node.verdict() instanceof Verdict.Standby(var of, var _) && of.equals(owner.name());
            if (!agrees) world.invariants.broken(node.name() + " does not stand by the owner: " + node.verdict());
        }
        return owner;
    }

    private void mishap() {
        WorldNode node = world.any();
        if (world.rules.rivalriesOnly()) {
            rivalry();
            if (world.chance(2)) world.network.mend();
            return;
        }
        switch (world.random.nextInt(25)) {
            case 0, 1 -> node.freeze(world.millis(10, 1500));
            case 2 -> node.freeze(world.millis(1000, 6000));
            case 3 -> node.kill();
            case 4 -> restart(node);
            case 5 -> {
                node.kill();
                restart(node);
            }
            case 6 -> world.network.cutOneWay(node, world.any());
            case 7 -> world.network.cutBothWays(node, world.any());
            case 8 -> world.network.isolate(node);
            case 9 -> world.network.partition();
            case 10 -> world.network.mend();
            case 11 -> world.network.flaky(world.random.nextBoolean());
            case 12 -> node.fitness(new Fitness.Unfit(List.of("no backend")));
            case 13 -> node.fitness(new Fitness.Fit());
            case 14 -> {
                node.aloneFor(world.millis(100, 2000));
                world.network.reorder();
            }
            case 15 -> world.network.slowDown(node, world.any());
            case 16 -> {
                WorldNode other = world.any();
                world.network.slowDown(node, other);
                world.network.slowDown(other, node);
            }
            case 17 -> node.stop(Duration.ofMillis(world.random.nextInt(2000)));
            case 18, 19 -> planned(world.any());
            case 20 -> planned(node);
            default -> rivalry();
        }
    }

    /// Whoever has the address hands it over to that node, or holds it when it is that node itself.
    private void planned(WorldNode to) {
        for (WorldNode node : world.nodes) node.offer(to, Duration.ofMillis(200 + world.random.nextInt(3000)));
    }

    /// The hardest place for a quorum: the owner and a rival do not hear each other, and something befalls a third
    /// node, which hears both.
    private void rivalry() {
        List<WorldNode> shuffled = world.shuffled();
        shuffled.sort(Comparator.comparing(node -> !(node.state() instanceof OwnershipState.Held)));
        if (shuffled.size() < 3) return;
        WorldNode owner = shuffled.get(0);
        WorldNode third = shuffled.get(2);
        world.network.cutBothWays(owner, shuffled.get(1));
        world.runFor(world.millis(100, 2000));
        switch (world.random.nextInt(5)) {
            case 0 -> third.freeze(world.millis(1000, 2500));
            case 1 -> {
                third.kill();
                world.at(world.now() + world.millis(10, 500), () -> restart(third));
            }
            case 2 -> world.network.slowDown(owner, third);
            case 3 -> world.network.slowDown(third, owner);
            default -> world.network.cutOneWay(owner, third);
        }
        world.runFor(world.millis(1000, 6000));
    }

    private static void restart(WorldNode node) {
        if (!node.alive()) node.start();
    }

    private void heal() {
        world.note("nothing goes wrong any more");
        world.calmDown();
        world.network.mend();
        world.network.flaky(false);
        for (WorldNode node : world.nodes) {
            node.thawNow();
            if (node.stopping()) node.kill();
            restart(node);
            node.fitness(new Fitness.Fit());
        }
    }
}
