package tandem.cluster;

import java.time.Duration;
import java.util.Map;
import tandem.Pure;

/// A live member as a node knows it.
///
/// @param name     the node's name
/// @param profile  how it takes part, as it last said
/// @param fitness  what it last said of itself
/// @param fitFor   how long it has been fit without a break, by the clock of the node whose view this is;
///                 zero when it is not fit
/// @param claims   by name of a VIP: the term at which it claims it
/// @param handovers what it says about planned moves
@Pure
public record Member(
        String name, Profile profile, Fitness fitness, Duration fitFor, Map<String, Long> claims, Handovers handovers) {
    /// One that says no more of itself than its priority.
    public Member(
            String name,
            int priority,
            Fitness fitness,
            Duration fitFor,
            Map<String, Long> claims,
            Handovers handovers) {
        this(name, Profile.of(priority), fitness, fitFor, claims, handovers);
    }

    /// One that has no part in a planned move either.
    public Member(String name, int priority, Fitness fitness, Duration fitFor, Map<String, Long> claims) {
        this(name, priority, fitness, fitFor, claims, Handovers.NONE);
    }

    public Member {
        claims = Map.copyOf(claims);
    }

    /// 0 to 255, the higher is preferred.
    public int priority() {
        return profile.priority();
    }

    /// The same with this profile.
    public Member with(Profile other) {
        return new Member(name, other, fitness, fitFor, claims, handovers);
    }

    /// Whether it knows the VIP, as far as it says; who claims it does.
    public boolean serves(String vip) {
        return claims(vip) || profile.serves(vip);
    }

    /// Whether it can serve requests now.
    public boolean fit() {
        return fitness instanceof Fitness.Fit;
    }

    /// Whether it is stopping in good order.
    public boolean leaving() {
        return fitness instanceof Fitness.Leaving;
    }

    /// Whether it may become an owner, fit or not.
    public boolean eligible() {
        return switch (fitness) {
            case Fitness.Fit _, Fitness.Unfit _ -> true;
            case Fitness.Leaving _, Fitness.Witness _ -> false;
        };
    }

    /// Whether it claims the VIP.
    public boolean claims(String vip) {
        return claims.containsKey(vip);
    }

    /// The term at which it claims the VIP, 0 when it does not.
    public long term(String vip) {
        return claims.getOrDefault(vip, 0L);
    }
}
