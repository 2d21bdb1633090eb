package tandem.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who held an address when, as the hosts' kernels told it.
///
/// @param changes in the order of time; a renewal of an address that is there already is none
public record VipHistory(List<Change> changes) {
    /// A line of `ip -o -ts monitor address`, with the time zone UTC.
    private static final Pattern LINE =
            Pattern.compile("\\[([0-9T:.-]+)\\] (Deleted )?[0-9]+: +(?!lo )\\S+ +inet ([0-9.]+)/[0-9]+ .*");

    /// An address came to a host, or went.
    public record Change(Instant at, String host, boolean held) {}

    public VipHistory {
        changes = List.copyOf(changes);
    }

    /// Puts the changes of several hosts in order, without those that change nothing.
    static VipHistory of(Collection<Change> seen) {
        var sorted = seen.stream()
                .sorted((one, other) -> one.at().compareTo(other.at()))
                .toList();
        var owners = new TreeSet<String>();
        var changes = new ArrayList<Change>();
        for (Change change : sorted) {
            boolean news = change.held() ? owners.add(change.host()) : owners.remove(change.host());
            if (news) changes.add(change);
        }
        return new VipHistory(changes);
    }

    /// Reads a line of the monitor; empty when it is about another address.
    static Optional<Change> parse(String host, String line, String ip) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches() || !ip.equals(matcher.group(3))) return Optional.empty();
        Instant at = LocalDateTime.parse(matcher.group(1)).toInstant(ZoneOffset.UTC);
        return Optional.of(new Change(at, host, matcher.group(2) == null));
    }

    /// Who holds the address after the last change.
    public Set<String> owners() {
        return ownersAt(Instant.MAX);
    }

    /// Who held the address at a time.
    public Set<String> ownersAt(Instant time) {
        var owners = new TreeSet<String>();
        for (Change change : changes) {
            if (change.at().isAfter(time)) break;
            if (change.held()) owners.add(change.host());
            else owners.remove(change.host());
        }
        return owners;
    }

    /// The changes at this time or later.
    public List<Change> since(Instant from) {
        return changes.stream().filter(c -> !c.at().isBefore(from)).toList();
    }

    /// Whether nothing changed in the time before now.
    public boolean quietFor(Duration time, Instant now) {
        return changes.isEmpty() || !changes.getLast().at().isAfter(now.minus(time));
    }

    /// When a host first got the address, at this time or later.
    public Optional<Instant> gained(String host, Instant from) {
        return first(host, true, from);
    }

    /// When a host first lost the address, at this time or later.
    public Optional<Instant> lost(String host, Instant from) {
        return first(host, false, from);
    }

    private Optional<Instant> first(String host, boolean held, Instant from) {
        return changes.stream()
                .filter(c -> c.host().equals(host) && c.held() == held && !c.at().isBefore(from))
                .map(Change::at)
                .findFirst();
    }

    /// The longest time within the bounds in which nobody held the address.
    public Duration longestVacant(Instant from, Instant to) {
        return longest(from, to, owners -> owners == 0);
    }

    /// The longest time within the bounds in which more than one host held the address.
    public Duration longestShared(Instant from, Instant to) {
        return longest(from, to, owners -> owners > 1);
    }

    private Duration longest(Instant from, Instant to, IntPredicate wanted) {
        Duration longest = Duration.ZERO;
        Duration run = Duration.ZERO;
        Instant begin = from;
        for (Instant end : boundaries(from, to)) {
            run = wanted.test(ownersAt(begin).size()) ? run.plus(Duration.between(begin, end)) : Duration.ZERO;
            if (run.compareTo(longest) > 0) longest = run;
            begin = end;
        }
        return longest;
    }

    private List<Instant> boundaries(Instant from, Instant to) {
        var times = new ArrayList<Instant>();
        for (Change change : changes) {
            if (change.at().isAfter(from) && change.at().isBefore(to)) times.add(change.at());
        }
        times.add(to);
        return times;
    }

    /// The owners at a time and the changes since then, as lines for a person.
    public String text(Instant since) {
        var lines = new StringBuilder("      +0 ms  held by " + ownersAt(since) + "\n");
        for (Change change : since(since)) {
            lines.append(String.format(
                    "%+8d ms  %s %s%n",
                    Duration.between(since, change.at()).toMillis(), change.held() ? "+" : "-", change.host()));
        }
        return lines.toString();
    }
}
