package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tandem.fixture.SideBySide;

/// Another host on the link that has the VIP too, on real interfaces.
@SideBySide
class ForeignClaimantIT {
    private static final String VIP = "192.168.77.50";
    private static final String STRANGER = "02:00:00:00:00:99";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final TwoNamespaces namespaces = new TwoNamespaces();

    @Test
    void theAddressIsProbedForAndThenAddedWithoutAWait() throws Exception {
        Child watch = namespaces.javaOnPeer(ArpWatch.class);
        assertThat(watch.answer()).isEqualTo("watching");
        namespaces.onPeer("address", "add", VIP + "/24", "dev", "peer0");
        Child probe = namespaces.javaOnHost(List.of(), AddressProbe.class, VIP, "32", "eth0", "60");
        assertThat(probe.answer()).isEqualTo("opened");

        assertThat(probe.ask("claim")).as("although another host answers").isEqualTo("ok");
        assertThat(namespaces.onHost("-4", "address", "show")).contains(VIP);
        String asked = HexFormat.of()
                .formatHex(ArpFrame.probe(mac(namespaces.onHost("link", "show", "eth0")), VirtualAddress.parse(VIP)));
        watch.await("the probe", line -> line.equals("! " + asked));
    }

    @Test
    void aHostThatHasTheAddressAlreadyIsReportedUntilItLetsGo() throws Exception {
        namespaces.onPeer("address", "add", VIP + "/24", "dev", "peer0");
        MacAddress peer = mac(namespaces.onPeer("link", "show", "peer0"));
        Child owner = owner();
        String problem = "another host, " + peer + ", claims the address too: two hosts answer for it";

        owner.await("warning", line -> line.contains("WARN") && line.contains(problem));
        await(owner, problem);
        namespaces.onPeer("address", "delete", VIP + "/24", "dev", "peer0");
        owner.await("all-clear", line -> line.contains("no other host has claimed the address for 5 s"));
        await(owner, "none");
        assertThat(owner.lines()).as("a reason to be unfit").noneMatch(line -> line.startsWith("! problem"));
        assertThat(owner.lines())
                .filteredOn(line -> line.contains("WARN") && line.contains(problem))
                .as("told once")
                .hasSize(1);
    }

    @Test
    void aHostThatClaimsTheAddressLaterIsHeardAndTheAddressAnnouncedAgain() throws Exception {
        Child owner = owner();
        Child voice = namespaces.javaOnPeer(ArpVoice.class);
        assertThat(voice.answer()).isEqualTo("ready");
        Child watch = namespaces.javaOnPeer(ArpWatch.class);
        assertThat(watch.answer()).isEqualTo("watching");
        namespaces.onHost("link", "add", "eth1", "type", "veth", "peer", "name", "other1");
        MacAddress second = mac(namespaces.onHost("link", "show", "eth1"));
        // The announcements that follow a takeover are over.
        Thread.sleep(3000);
        int before = watch.lines().size();

        assertThat(voice.ask(STRANGER + " 192.168.77.51")).isEqualTo("said");
        claimUntilReported(voice, owner, second + " " + VIP, STRANGER + " " + VIP);
        assertThat(owner.lines())
                .as("an interface of the owner itself")
                .noneMatch(line -> line.contains(second.toString()));
        MacAddress own = mac(namespaces.onHost("link", "show", "eth0"));
        String announced = HexFormat.of().formatHex(ArpFrame.gratuitousReply(own, VirtualAddress.parse(VIP)));
        long end = System.nanoTime() + LIMIT.toNanos();
        while (watch.lines().stream().skip(before).noneMatch(line -> line.equals("! " + announced))) {
            assertThat(System.nanoTime()).as("announced again").isLessThan(end);
            Thread.sleep(20);
        }
        assertThat(owner.ask("problem?")).contains(STRANGER);
    }

    @Test
    void anInterfaceThatWasMadeAnewIsListenedOn() throws Exception {
        Child owner = owner();
        namespaces.onHost("link", "delete", "eth0");
        namespaces.cable();
        Child voice = namespaces.javaOnPeer(ArpVoice.class);
        assertThat(voice.answer()).isEqualTo("ready");
        claimUntilReported(voice, owner, STRANGER + " " + VIP);
    }

    /// What is claimed once, soon after the takeover, might be an old owner's.
    private static void claimUntilReported(Child voice, Child owner, String... claims) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (owner.lines().stream().noneMatch(line -> line.contains("WARN") && line.contains(STRANGER))) {
            assertThat(System.nanoTime()).as("reported").isLessThan(end);
            for (String claim : claims) {
                assertThat(voice.ask(claim)).isEqualTo("said");
                Thread.sleep(250);
            }
        }
    }

    private Child owner() throws IOException, InterruptedException {
        Child owner = namespaces.javaOnHost(List.of(), OwnerProbe.class, VIP, "eth0", "10");
        assertThat(owner.ask("1")).isEqualTo("claims main at term 1");
        return owner;
    }

    private static void await(Child owner, String problem) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!owner.ask("problem?").equals(problem)) {
            assertThat(System.nanoTime()).as(problem).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private static MacAddress mac(String link) {
        String mac = link.replaceAll("(?s).*link/ether ([0-9a-f:]+) .*", "$1");
        return MacAddress.of(HexFormat.ofDelimiter(":").parseHex(mac));
    }
}
