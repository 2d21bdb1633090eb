package tandem.cluster;

import java.time.Duration;

/// The kernel of a host of a [World], which goes on when the process does not: it keeps the address of the VIP, and
/// takes it away when its lifetime is over or a little later.
final class Kernel {
    private final World world;
    private final WorldNode host;
    private long until;

    Kernel(World world, WorldNode host) {
        this.world = world;
        this.host = host;
    }

    boolean holds() {
        return until > world.now();
    }

    /// Adds the address or starts its lifetime anew.
    boolean add() {
        Duration lifetime = WorldPlan.LEASE;
        if (world.chance(3))
            lifetime = lifetime.plus(
                    Quorum.OVERTIME.multipliedBy(world.random.nextInt(100)).dividedBy(100));
        until = host.trueTime(host.now().plus(lifetime));
        world.invariants.added(host);
        return true;
    }

    boolean release() {
        until = 0;
        return true;
    }
}
