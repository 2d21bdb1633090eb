package tandem.vip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import tandem.cluster.Fitness;
import tandem.cluster.Member;
import tandem.cluster.Verdict;
import tandem.cluster.View;

/// A process that owns an address through its controller. Each line it reads is a verdict, a term to be
/// active at or `standby`, or `problem?` to be told what its status says; when its input ends it leaves in
/// good order. What the controller asks of its node begins with `!`.
final class OwnerProbe {
    private OwnerProbe() {}

    /// Takes as arguments: address, device, lease in seconds.
    public static void main(String[] arguments) throws AddressException, IOException {
        var mode = new VipSettings.Mode.Linux(
                arguments[0], 32, arguments[1], Duration.ofSeconds(Long.parseLong(arguments[2])));
        var verdict = new AtomicReference<Verdict>(new Verdict.Abstain("nothing is known yet"));
        try (ScheduledExecutorService ha = Executors.newSingleThreadScheduledExecutor();
                LinuxAddress driver = LinuxAddress.open(mode);
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            var controller = new VipController(
                    new VipSettings("main", mode), (_, _) -> verdict.get(), driver, ha, new Node(verdict));
            controller.start();
            var self = new Member("proxy-a", 100, new Fitness.Fit(), Duration.ZERO, Map.of());
            var view = new View("proxy-a", List.of(self), Set.of(), Map.of());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("problem?")) {
                    System.out.println("! " + controller.status().problem().orElse("none"));
                    continue;
                }
                verdict.set(verdict(line));
                controller.onView(view);
            }
            controller.leave(Duration.ofMillis(100)).toCompletableFuture().join();
            System.out.println("! left");
        }
    }

    private static Verdict verdict(String line) {
        return line.equals("standby")
                ? new Verdict.Standby("proxy-b", "proxy-b owns it")
                : new Verdict.Active(Long.parseLong(line), "proxy-b left the cluster");
    }

    /// Once it is told to forget the others, it does not know who should be active.
    private record Node(AtomicReference<Verdict> verdict) implements VipHost {
        @Override
        public void claim(String vip, long term) {
            // Joined: linking a concatenation would take its time in the middle of the takeover that is measured.
            System.out.println(String.join(" ", "! claims", vip, "at term", Long.toString(term)));
        }

        @Override
        public void withdraw(String vip) {
            System.out.println("! withdraws " + vip);
        }

        @Override
        public void forgetOthers(String why) {
            verdict.set(new Verdict.Abstain(why));
            System.out.println("! forgets the others");
        }

        @Override
        public void problem(String vip, Optional<String> problem) {
            System.out.println("! problem " + problem);
        }
    }
}
