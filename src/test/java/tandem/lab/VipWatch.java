package tandem.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lets the kernels of some hosts tell when an address comes and goes, instead of asking again and again:
/// nothing between two looks is missed, and nothing is slowed down.
public final class VipWatch {
    private static final String PROBE = "192.0.2.1";

    private final Lab lab;
    private final String ip;
    private final Map<Host, LineTail> tails = new LinkedHashMap<>();
    private final List<VipHistory.Change> seen = new ArrayList<>();

    private VipWatch(Lab lab, String ip) {
        this.lab = lab;
        this.ip = ip;
    }

    /// Starts to watch; returns when the kernels of all hosts are being listened to.
    public static VipWatch start(Lab lab, String ip, Host... hosts) {
        var watch = new VipWatch(lab, ip);
        for (Host host : hosts) {
            LabProcess monitor = host.start(
                    "vip-watch-" + host.name(),
                    // Ahead of all others: it puts the time on a line when it prints it, not when the kernel did it.
                    List.of("chrt", "--fifo", "1", "env", "TZ=UTC", "ip", "-o", "-ts", "monitor", "address"));
            var tail = new LineTail(monitor.log());
            lab.await(Duration.ofSeconds(10))
                    .until(
                            "the monitor of " + host + " listens",
                            () -> {
                                host.run("ip", "addr", "add", PROBE + "/32", "dev", "lo");
                                host.run("ip", "addr", "del", PROBE + "/32", "dev", "lo");
                                return tail.fresh();
                            },
                            lines -> lines.stream().anyMatch(line -> line.contains(PROBE)));
            watch.tails.put(host, tail);
        }
        return watch;
    }

    /// Everything up to now.
    public synchronized VipHistory history() {
        tails.forEach((host, tail) -> tail.fresh().stream()
                .flatMap(line -> VipHistory.parse(host.name(), line, ip).stream())
                .forEach(seen::add));
        return VipHistory.of(seen);
    }

    /// Waits until one host, and no other, holds the address, and has done so for a while without a break.
    public void awaitSoleOwner(Host owner, Duration hold, Duration limit) {
        lab.await(limit)
                .until(
                        "only " + owner + " holds " + ip + " for " + hold,
                        this::history,
                        history ->
                                history.owners().equals(Set.of(owner.name())) && history.quietFor(hold, Instant.now()));
    }

    /// Waits until exactly one host holds the address and has done so for a while without a break, and
    /// returns its name.
    public String awaitSoleOwner(Duration hold, Duration limit) {
        var steady = lab.await(limit)
                .until(
                        "exactly one host holds " + ip + " for " + hold,
                        this::history,
                        history -> history.owners().size() == 1 && history.quietFor(hold, Instant.now()));
        return steady.owners().iterator().next();
    }
}
