package tandem.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a client saw over some time.
///
/// @param list in the order in which they began
public record Attempts(List<Attempt> list) {
    public Attempts {
        list = list.stream().sorted(Comparator.comparing(Attempt::start)).toList();
    }

    /// Those that began at this time or later.
    public Attempts since(Instant from) {
        return new Attempts(list.stream().filter(a -> !a.start().isBefore(from)).toList());
    }

    /// Those that began before this time.
    public Attempts before(Instant end) {
        return new Attempts(list.stream().filter(a -> a.start().isBefore(end)).toList());
    }

    /// Those that were not over by this time; some began before it.
    public Attempts endedSince(Instant from) {
        return new Attempts(list.stream()
                .filter(a -> !a.start().plus(a.latency()).isBefore(from))
                .toList());
    }

    /// Those that were under way at this time.
    public Attempts at(Instant time) {
        return new Attempts(endedSince(time).list().stream()
                .filter(a -> a.start().isBefore(time))
                .toList());
    }

    public long failed() {
        return list.stream().filter(a -> !a.ok()).count();
    }

    public long succeeded() {
        return list.stream().filter(Attempt::ok).count();
    }

    /// The longest time from the beginning of a success to that of the next one, counted if it reaches
    /// beyond a time; the ends of the list count as successes. It is what an operator calls the outage.
    public Duration longestGap(Instant from) {
        Duration longest = Duration.ZERO;
        Instant before = list.isEmpty() ? Instant.EPOCH : list.getFirst().start();
        for (Attempt attempt : list) {
            Duration gap = Duration.between(before, attempt.start());
            if (attempt.start().isAfter(from) && gap.compareTo(longest) > 0) longest = gap;
            if (attempt.ok()) before = attempt.start();
        }
        return longest;
    }

    /// The proxies' addresses from which the answers came.
    public Set<String> peers() {
        var peers = new TreeSet<String>();
        for (Attempt attempt : list) if (attempt.ok()) peers.add(attempt.peer());
        return peers;
    }

    /// The backends that answered.
    public Set<String> backends() {
        var backends = new TreeSet<String>();
        for (Attempt attempt : list) if (attempt.ok()) backends.add(attempt.backend());
        return backends;
    }

    /// How often each thing came.
    public Map<Attempt.Outcome, Long> outcomes() {
        var counts = new EnumMap<Attempt.Outcome, Long>(Attempt.Outcome.class);
        for (Attempt attempt : list) counts.merge(attempt.outcome(), 1L, Long::sum);
        return counts;
    }

    /// What happened from a time on, as one line for a person.
    public String summary(Instant from) {
        Attempts since = since(from);
        return since.failed() + " of " + since.list.size() + " failed, longest gap "
                + longestGap(from).toMillis() + " ms, " + since.outcomes();
    }

    /// Runs of equal attempts as lines for a person, with the milliseconds since a time.
    public String timeline(Instant since) {
        var lines = new StringBuilder();
        for (int i = 0; i < list.size(); ) {
            Attempt first = list.get(i);
            int end = i + 1;
            while (end < list.size() && alike(first, list.get(end))) end++;
            lines.append(String.format(
                    "%+8d ms  %4d x %s via %s%n",
                    Duration.between(since, first.start()).toMillis(), end - i, first.outcome(), first.peer()));
            i = end;
        }
        return lines.toString();
    }

    private static boolean alike(Attempt one, Attempt other) {
        return one.outcome() == other.outcome() && one.peer().equals(other.peer());
    }
}
