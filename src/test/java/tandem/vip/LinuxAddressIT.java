package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tandem.fixture.Await;
import tandem.fixture.SideBySide;

/// A VIP on a real interface, in a network namespace of its own with a peer at the other end of the cable.
@SideBySide
class LinuxAddressIT {
    private static final String VIP = "192.168.77.50";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    final TwoNamespaces namespaces = new TwoNamespaces();

    @Test
    void theAddressIsAddedWithALeaseAndRemoved() throws Exception {
        Child probe = probe("24", "60");
        assertThat(addresses()).doesNotContain(VIP);

        assertThat(probe.ask("claim")).isEqualTo("ok");
        assertThat(addresses())
                .contains("inet 192.168.77.50/24")
                .containsPattern("valid_lft (60|5[0-9])sec preferred_lft (60|5[0-9])sec");

        assertThat(probe.ask("release")).isEqualTo("ok");
        assertThat(addresses()).doesNotContain(VIP);
        assertThat(probe.ask("release")).as("nothing to remove").isEqualTo("ok");
    }

    @Test
    void aKilledOwnersAddressDisappearsByItself() throws Exception {
        Child probe = probe("32", "1");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        probe.signal("KILL");
        awaitAddress(false);
    }

    @Test
    void aFrozenOwnersAddressDisappearsByItself() throws Exception {
        Child probe = probe("32", "1");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        probe.signal("STOP");
        awaitAddress(false);
    }

    @Test
    void aRenewedAddressStaysWithoutAGap() throws Exception {
        Child monitor = namespaces.monitorHost();
        Child probe = probe("32", "4");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        while (System.nanoTime() < end) {
            assertThat(probe.ask("renew")).isEqualTo("ok");
            Thread.sleep(250);
        }
        assertThat(addresses()).contains(VIP);
        monitor.await("renewals", line -> line.contains(VIP));
        assertThat(monitor.lines()).noneMatch(line -> line.contains("Deleted") && line.contains(VIP));
    }

    @Test
    void anAddressThatSomebodyDeletedComesBackWithTheNextRenewal() throws Exception {
        Child probe = probe("32", "60");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        namespaces.onHost("address", "delete", VIP + "/32", "dev", "eth0");
        assertThat(addresses()).doesNotContain(VIP);
        assertThat(probe.ask("renew")).isEqualTo("ok");
        assertThat(addresses()).contains(VIP);
    }

    @Test
    void aLeftOverOfAnEarlierRunIsRemovedAtStart() throws Exception {
        namespaces.onHost("address", "add", VIP + "/32", "dev", "eth0", "valid_lft", "60", "preferred_lft", "60");
        Child probe = probe("32", "2");
        assertThat(addresses()).doesNotContain(VIP);
        assertThat(probe.lines())
                .anyMatch(line -> line.contains("INFO")
                        && line.contains("192.168.77.50/32 was left on eth0 by an earlier run: removing it"));
    }

    @Test
    void aPermanentlyConfiguredVipIsRemovedAtStartWithAWarning() throws Exception {
        namespaces.onHost("address", "add", VIP + "/24", "dev", "eth0");
        Child probe = probe("32", "2");
        assertThat(addresses()).doesNotContain(VIP);
        assertThat(probe.lines())
                .anyMatch(line -> line.contains("WARN")
                        && line.contains("192.168.77.50/24 was configured on eth0 without a lifetime: removing it"));
    }

    @Test
    void aVipOnAnotherInterfaceIsLeftThereWithAWarning() throws Exception {
        namespaces.onHost("link", "set", "lo", "up");
        namespaces.onHost("address", "add", VIP + "/32", "dev", "lo");
        Child probe = probe("32", "2");
        assertThat(addresses()).contains(VIP);
        assertThat(probe.lines())
                .anyMatch(line -> line.contains("WARN") && line.contains("is also on another interface than eth0"));
    }

    @Test
    void announcementsReachThePeerInBothForms() throws Exception {
        Child watch = namespaces.javaOnPeer(ArpWatch.class);
        assertThat(watch.answer()).isEqualTo("watching");
        Child probe = probe("24", "60");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        assertThat(probe.ask("announce")).isEqualTo("ok");

        MacAddress mac = macOfHost();
        VirtualAddress address = VirtualAddress.parse(VIP);
        String request = HexFormat.of().formatHex(ArpFrame.gratuitousRequest(mac, address));
        String reply = HexFormat.of().formatHex(ArpFrame.gratuitousReply(mac, address));
        watch.await("request form", line -> line.equals("! " + request));
        watch.await("reply form", line -> line.equals("! " + reply));
    }

    @Test
    void anAnnouncementCorrectsThePeersCache() throws Exception {
        String old = "02:00:00:00:00:01";
        namespaces.onPeer("address", "add", "192.168.77.1/24", "dev", "peer0");
        namespaces.onPeer("neighbour", "replace", VIP, "lladdr", old, "dev", "peer0", "nud", "stale");
        Child probe = probe("24", "60");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        assertThat(namespaces.onPeer("neighbour", "show", VIP, "dev", "peer0")).contains(old);
        assertThat(probe.ask("announce")).isEqualTo("ok");
        MacAddress mac = macOfHost();
        Await.until(
                "the peer knows the new place",
                LIMIT,
                () -> namespaces
                        .onPeer("neighbour", "show", VIP, "dev", "peer0")
                        .contains(mac.toString()));
    }

    @Test
    void anUnknownDeviceIsRefusedWithTheNamesOfThoseThatExist() throws Exception {
        Child probe = namespaces.javaOnHost(List.of(), AddressProbe.class, VIP, "32", "eth7", "2");
        assertThat(probe.answer())
                .isEqualTo("refused: there is no network interface eth7 on this host; there are: lo, eth0");
    }

    @Test
    void missingCapabilitiesAreToldAtStart() throws Exception {
        if (!TwoNamespaces.onPath("setpriv")) Assumptions.abort("skipped: setpriv is missing");
        for (String missing : List.of("-net_raw", "-net_admin", "-net_admin,-net_raw")) {
            Child probe = namespaces.javaOnHost(
                    List.of("setpriv", "--bounding-set=" + missing, "--inh-caps=" + missing),
                    AddressProbe.class,
                    VIP,
                    "32",
                    "eth0",
                    "2");
            assertThat(probe.answer())
                    .startsWith("refused: cannot ")
                    .contains("EPERM: operation not permitted")
                    .contains("CAP_NET_ADMIN and CAP_NET_RAW are needed: run as root, or grant both");
        }
    }

    @Test
    void anInterfaceThatIsDownOrWithoutCarrierIsReportedUntilItIsUp() throws Exception {
        namespaces.onHost("link", "set", "eth0", "down");
        Child probe = probe("32", "60");
        assertThat(probe.lines()).anyMatch(line -> line.contains("WARN") && line.contains("eth0 is down"));
        assertThat(probe.ask("verify")).isEqualTo("failed: eth0 is down: `ip link set eth0 up` brings it up");

        namespaces.onHost("link", "set", "eth0", "up");
        Await.until("eth0 is up", LIMIT, () -> probe.ask("verify").equals("ok"));

        namespaces.onPeer("link", "set", "peer0", "down");
        Await.until("eth0 has no carrier", LIMIT, () -> probe.ask("verify").contains("eth0 has no carrier"));
        namespaces.onPeer("link", "set", "peer0", "up");
        Await.until("eth0 is up again", LIMIT, () -> probe.ask("verify").equals("ok"));
    }

    @Test
    void aVanishedDeviceIsReportedAndUsedAgainWhenItIsBack() throws Exception {
        Child probe = probe("32", "60");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        namespaces.onHost("link", "delete", "eth0");
        assertThat(probe.ask("renew")).startsWith("failed: cannot renew 192.168.77.50/32 on eth0: RTM_NEWADDR: ENODEV");
        assertThat(probe.ask("announce")).startsWith("failed: cannot announce 192.168.77.50/32 on eth0: sendto: ENXIO");
        assertThat(probe.ask("verify")).startsWith("failed: there is no network interface eth0 on this host");
        assertThat(probe.ask("release")).as("gone with the device").isEqualTo("ok");

        namespaces.onHost("link", "add", "eth0", "type", "veth", "peer", "name", "other0");
        namespaces.onHost("link", "set", "other0", "up");
        namespaces.onHost("link", "set", "eth0", "up");
        Await.until("eth0 is back", LIMIT, () -> probe.ask("verify").equals("ok"));
        assertThat(probe.ask("claim")).isEqualTo("ok");
        assertThat(addresses()).contains(VIP);
    }

    @Test
    void anOwnerThatWasFrozenDoesNotPutTheAddressBack() throws Exception {
        Child owner = namespaces.javaOnHost(List.of(), OwnerProbe.class, VIP, "eth0", "2");
        assertThat(owner.ask("1")).isEqualTo("claims main at term 1");
        awaitAddress(true);
        owner.signal("STOP");
        awaitAddress(false);

        Child monitor = namespaces.monitorHost();
        // It takes a moment to listen: it does once it has seen a sign.
        Await.until("the monitor listens", LIMIT, () -> {
            namespaces.onHost("address", "add", "192.0.2.1/32", "dev", "eth0");
            namespaces.onHost("address", "delete", "192.0.2.1/32", "dev", "eth0");
            return monitor.lines().stream().anyMatch(line -> line.contains("192.0.2.1"));
        });
        owner.signal("CONT");
        assertThat(owner.answer()).isEqualTo("withdraws main");
        assertThat(owner.answer()).isEqualTo("forgets the others");
        owner.endInput();
        assertThat(owner.answer()).isEqualTo("left");
        assertThat(owner.exit()).isZero();
        namespaces.onHost("address", "add", "192.0.2.2/32", "dev", "eth0");
        monitor.await("the last sign", line -> line.contains("192.0.2.2"));
        assertThat(monitor.lines()).noneMatch(line -> line.contains(VIP));
    }

    @Test
    void anOwnerHoldsTheAddressThroughItsLeasesAndReleasesItWhenItLeaves() throws Exception {
        Child owner = namespaces.javaOnHost(List.of(), OwnerProbe.class, VIP, "eth0", "4");
        assertThat(owner.ask("7")).isEqualTo("claims main at term 7");
        awaitAddress(true);
        Child monitor = namespaces.monitorHost();
        long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        while (System.nanoTime() < end) Thread.sleep(100);
        monitor.await("renewals", line -> line.contains(VIP));
        assertThat(monitor.lines()).noneMatch(line -> line.contains("Deleted"));
        owner.endInput();
        assertThat(owner.exit()).isZero();
        assertThat(addresses()).doesNotContain(VIP);
        assertThat(owner.lines())
                .filteredOn(line -> line.contains("INFO") && line.contains("vip main (192.168.77.50): "))
                .anyMatch(line -> line.contains("abstains -> active, term 7, proxy-b left the cluster; decided +"))
                .anyMatch(line -> line.contains("active -> abstains, term 7, this node stops"));
    }

    private Child probe(String prefix, String lease) throws IOException, InterruptedException {
        Child probe = namespaces.javaOnHost(List.of(), AddressProbe.class, VIP, prefix, "eth0", lease);
        assertThat(probe.answer()).isEqualTo("opened");
        return probe;
    }

    private String addresses() throws IOException, InterruptedException {
        return namespaces.onHost("-4", "address", "show");
    }

    private MacAddress macOfHost() throws IOException, InterruptedException {
        String link = namespaces.onHost("link", "show", "eth0");
        String mac = link.replaceAll("(?s).*link/ether ([0-9a-f:]+) .*", "$1");
        return MacAddress.of(HexFormat.ofDelimiter(":").parseHex(mac));
    }

    private void awaitAddress(boolean there) throws Exception {
        Await.until(
                VIP + (there ? " is there" : " is gone"),
                LIMIT,
                () -> addresses().contains(VIP) == there);
    }
}
