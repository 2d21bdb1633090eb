package tandem.vip;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.cluster.Fitness;
import tandem.cluster.Member;
import tandem.cluster.Verdict;
import tandem.cluster.View;

/// Plays takeovers and their ends on the HA thread, with controllers that move nothing and tell nobody.
///
/// What a JVM does for the first time costs it milliseconds of loading and linking for each lambda and each
/// switch, and what it has not done a few hundred times is not compiled. A standby should pay for that at
/// its start and not at a failover.
final class Rehearsal {
    /// Between the scenes: enough for a few turns of the queue.
    private static final Duration SCENE = Duration.ofMillis(20);

    /// How often. HotSpot compiles a method for the first time after 200 calls, and most of a takeover's are
    /// called more than once in it.
    private static final int TIMES = 100;

    private Rehearsal() {}

    /// Plays it again and again for some seconds, with pauses for what else the thread has to do.
    static void begin(VipSettings settings, HaThread ha) {
        again(settings, ha, TIMES);
    }

    private static void again(VipSettings settings, HaThread ha, int times) {
        if (times == 0) return;
        var _ = play(settings, ha);
        ha.later(SCENE.multipliedBy(3), () -> again(settings, ha, times - 1));
    }

    /// Starts it; it ends by itself.
    static VipController play(VipSettings settings, HaThread ha) {
        HaThread silent = ha.silent();
        var shadow = new VipController(settings, Rehearsal::verdict, new NoAddress(), silent, new Nobody());
        shadow.begin();
        shadow.onView(view(settings, 0));
        silent.later(SCENE, () -> shadow.onView(view(settings, 2)));
        silent.later(SCENE.multipliedBy(2), () -> shadow.leave(Duration.ZERO));
        return shadow;
    }

    private static Verdict verdict(View view, String vip) {
        return view.highestTerm(vip) == 0
                ? new Verdict.Active(1, "rehearsal")
                : new Verdict.Standby("other", "rehearsal");
    }

    private static View view(VipSettings settings, long term) {
        Map<String, Long> claims = term == 0 ? Map.of() : Map.of(settings.name(), term);
        var self = new Member("self", 1, new Fitness.Fit(), Duration.ZERO, Map.of());
        var other = new Member("other", 1, new Fitness.Fit(), Duration.ZERO, claims);
        return new View("self", List.of(self, other), Set.of(), Map.of(settings.name(), term));
    }

    private static final class Nobody implements VipHost {
        @Override
        public void claim(String vip, long term) {}

        @Override
        public void withdraw(String vip) {}

        @Override
        public void forgetOthers(String why) {}

        @Override
        public void problem(String vip, Optional<String> problem) {}
    }
}
