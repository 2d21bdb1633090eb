package tandem.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import tandem.Pure;

/// How a node takes part, as it tells the others: what its own file says as far as they have to know it, and whether it
/// is warm.
///
/// @param priority 0 to 255; the higher is preferred as owner, as in VRRP (RFC 9568 §5.2.4)
/// @param warm     whether it has served enough requests of its own to answer a first client quickly
/// @param interval of its beacons; zero where it does not say
/// @param vips     the VIPs that it may own, each with the node that is to have it by its file, or with nothing; empty
///                 where it does not say: then it may own any
/// @param voting   what its pledges are good for
@Pure
public record Profile(
        int priority, boolean warm, Duration interval, Optional<Map<String, String>> vips, Voting voting) {
    public Profile {
        vips = vips.map(Map::copyOf);
    }

    /// Of a node that says no more than its priority.
    public static Profile of(int priority) {
        return new Profile(priority, true, Duration.ZERO, Optional.empty(), Voting.NONE);
    }

    /// The same for such VIPs alone.
    public Profile serving(Map<String, String> preferred) {
        return new Profile(priority, warm, interval, Optional.of(preferred), voting);
    }

    /// The same, warm or not.
    public Profile warm(boolean now) {
        return new Profile(priority, now, interval, vips, voting);
    }

    /// The same with such pledges.
    Profile voting(Voting how) {
        return new Profile(priority, warm, interval, vips, how);
    }

    /// The same with another pace.
    Profile beaconing(Duration every) {
        return new Profile(priority, warm, every, vips, voting);
    }

    /// Whether its file has the VIP, as far as it says.
    boolean serves(String vip) {
        return vips.map(names -> names.containsKey(vip)).orElse(true);
    }

    /// The node that its file prefers for the VIP, or nothing, as "" ; empty where it does not say.
    Optional<String> prefers(String vip) {
        return vips.flatMap(names -> Optional.ofNullable(names.get(vip)));
    }

    /// What pledges a node gives where ownership is exclusive.
    ///
    /// @param roll   names the voters, their quorum and that ownership is exclusive ([Quorum#roll]): two nodes
    ///               whose rolls differ are of different clusters, as far as pledges go; "" where ownership is
    ///               not exclusive
    /// @param pledge how long its pledges bind it
    public record Voting(String roll, Duration pledge) {
        /// Where ownership is not exclusive.
        public static final Voting NONE = new Voting("", Duration.ZERO);
    }
}
