package tandem.vip;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import tandem.Pure;
import tandem.vip.OwnershipState.Announcing;

/// The times that ownership of a VIP goes by.
///
/// @param lease         silence after which the address is lost: to the kernel in mode linux, by this
///                      node's own rule in every mode
/// @param announceAfter when to announce after a takeover; the first one is at once. Repeated because a
///                      switch or a host that is busy at that moment misses a single frame.
/// @param announceEvery pause between the refreshing announcements after those
/// @param firstBackoff  pause after a failed claim; it doubles with each failure in a row
/// @param longestBackoff where the doubling ends
@Pure
public record OwnershipTiming(
        Duration lease,
        List<Duration> announceAfter,
        Duration announceEvery,
        Duration firstBackoff,
        Duration longestBackoff) {
    private static final Duration LONGEST_TICK = Duration.ofMillis(250);
    private static final int MOST_DOUBLINGS = 10;

    public OwnershipTiming {
        announceAfter = List.copyOf(announceAfter);
        if (!lease.isPositive() || !announceEvery.isPositive() || !firstBackoff.isPositive())
            throw new IllegalArgumentException("lease, refresh and back-off must be longer than nothing");
        if (announceAfter.isEmpty()
                || !announceAfter.getFirst().isZero()
                || !announceAfter.equals(announceAfter.stream().sorted().toList()))
            throw new IllegalArgumentException("announcements start at once and go forward: " + announceAfter);
    }

    /// The usual times for a lease. Until it is over, the kernel of a killed or frozen owner answers whoever
    /// asks for the address: so it is announced once more when that has certainly ended.
    public static OwnershipTiming ofLease(Duration lease) {
        Stream<Duration> usual =
                Stream.of(Duration.ZERO, Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(2));
        return new OwnershipTiming(
                lease,
                Stream.concat(usual, Stream.of(Support.goneBy(Duration.ZERO, lease)))
                        .sorted()
                        .distinct()
                        .toList(),
                Duration.ofSeconds(60),
                Duration.ofMillis(250),
                Duration.ofSeconds(5));
    }

    /// The usual times for a mode. Where no kernel keeps a lease, the rule against a frozen owner still
    /// holds.
    public static OwnershipTiming of(VipSettings.Mode mode) {
        return switch (mode) {
            case VipSettings.Mode.Linux linux -> ofLease(linux.lease());
            case VipSettings.Mode.Socket _, VipSettings.Mode.Exec _, VipSettings.Mode.None _ ->
                ofLease(VipSettings.Mode.Linux.DEFAULT_LEASE);
        };
    }

    /// Age of a lease at which it is renewed: three renewals may fail before it is lost.
    public Duration renewAfter() {
        return lease.dividedBy(4);
    }

    /// The longest pause between two ticks.
    public Duration tickEvery() {
        return renewAfter().compareTo(LONGEST_TICK) < 0 ? renewAfter() : LONGEST_TICK;
    }

    /// How long to wait after so many failures in a row, at least one.
    Duration backoff(int failures) {
        Duration doubled = firstBackoff.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return doubled.compareTo(longestBackoff) < 0 ? doubled : longestBackoff;
    }

    /// When the next announcement is due.
    Duration nextAnnouncement(Announcing announcing) {
        int refreshes = announcing.sent() - announceAfter.size() + 1;
        Duration offset = refreshes <= 0
                ? announceAfter.get(announcing.sent())
                : announceAfter.getLast().plus(announceEvery.multipliedBy(refreshes));
        return announcing.since().plus(offset);
    }

    /// Counts everything that is due as sent, so that a late tick announces once and not several times.
    Announcing sentAt(Announcing announcing, Duration at) {
        Announcing sent = announcing;
        while (nextAnnouncement(sent).compareTo(at) <= 0)
            sent = new Announcing(sent.since(), sent.sent() + 1, sent.carried());
        return sent;
    }
}
