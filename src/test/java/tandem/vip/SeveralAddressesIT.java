package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tandem.fixture.Await;
import tandem.fixture.SideBySide;

/// IPv6, labels, and several VIPs of one host, each with its own prefix and device, on real interfaces.
@SideBySide
class SeveralAddressesIT {
    private static final String VIP6 = "2001:db8::50";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final TwoNamespaces namespaces = new TwoNamespaces();

    @Test
    void anIpv6AddressIsUsableAtOnceAndNoSourceOfConnectionsAndIsRemoved() throws Exception {
        namespaces.onHost("address", "add", "2001:db8::2/64", "dev", "eth0", "nodad");
        String routes = routes();
        Child probe = probe(VIP6, "64", "eth0", "60");

        assertThat(probe.ask("claim")).isEqualTo("ok");
        assertThat(addresses())
                .containsPattern("inet6 2001:db8::50/64 scope global [^\\n]*nodad [^\\n]*\\n"
                        + " *valid_lft (60|5[0-9])sec preferred_lft 0sec")
                .doesNotContainPattern("2001:db8::50/64[^\\n]*tentative");
        assertThat(namespaces.onHost("-6", "route", "get", "2001:db8::1")).contains("src 2001:db8::2");
        assertThat(probe.ask("renew")).isEqualTo("ok");
        assertThat(routes())
                .as("the route of the host's own address is as it was")
                .isEqualTo(routes);

        assertThat(probe.ask("release")).isEqualTo("ok");
        assertThat(addresses()).doesNotContain(VIP6);
        assertThat(routes()).isEqualTo(routes);
        assertThat(probe.ask("release")).as("nothing to remove").isEqualTo("ok");
    }

    @Test
    void aFrozenOwnersIpv6AddressDisappearsByItself() throws Exception {
        Child probe = probe(VIP6, "128", "eth0", "1");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        probe.signal("STOP");
        Await.until(VIP6 + " is gone", LIMIT, () -> !addresses().contains(VIP6));
    }

    @Test
    void anIpv6AddressThatIsLeftOverWithAnotherPrefixIsRemovedAtStartAndLater() throws Exception {
        namespaces.onHost("address", "add", VIP6 + "/64", "dev", "eth0");
        Child probe = probe(VIP6, "128", "eth0", "60");
        assertThat(addresses()).doesNotContain(VIP6);
        assertThat(probe.lines())
                .anyMatch(line -> line.contains("WARN")
                        && line.contains("2001:db8::50/64 was configured on eth0 without a lifetime: removing it"));

        namespaces.onHost("address", "add", VIP6 + "/56", "dev", "eth0");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        assertThat(probe.ask("release")).isEqualTo("ok");
        assertThat(addresses()).doesNotContain(VIP6);
    }

    @Test
    void anUnsolicitedAdvertisementReachesThePeerAndCorrectsItsCache() throws Exception {
        String old = "02:00:00:00:00:01";
        Child watch = namespaces.javaOnPeer(FrameWatch.class);
        assertThat(watch.answer()).isEqualTo("watching");
        namespaces.onPeer("address", "add", "2001:db8::1/64", "dev", "peer0", "nodad");
        namespaces.onPeer("neighbour", "replace", VIP6, "lladdr", old, "dev", "peer0", "nud", "stale");
        Child probe = probe(VIP6, "64", "eth0", "60");
        assertThat(probe.ask("claim")).isEqualTo("ok");
        assertThat(probe.ask("announce")).isEqualTo("ok");

        MacAddress mac = mac(namespaces.onHost("link", "show", "eth0"));
        String frame = HexFormat.of().formatHex(NeighbourAdvertisement.unsolicited(mac, VirtualAddress.parse(VIP6)));
        watch.await("the advertisement", line -> line.equals("! " + frame));
        Await.until(
                "the peer knows the new place",
                LIMIT,
                () -> namespaces
                        .onPeer("neighbour", "show", VIP6, "dev", "peer0")
                        .contains(mac.toString()));
    }

    @Test
    void severalAddressesEachHaveTheirOwnPrefixDeviceAndLabel() throws Exception {
        namespaces.onHost("link", "add", "eth1", "type", "veth", "peer", "name", "other1");
        namespaces.onHost("link", "set", "other1", "up");
        namespaces.onHost("link", "set", "eth1", "up");
        Child one = probe("192.168.77.50", "24", "eth0", "60", "eth0:vip");
        Child two = probe("192.168.77.51", "32", "eth0", "60", "eth0:mail");
        Child three = probe("10.9.8.7", "16", "eth1", "60");
        for (Child each : List.of(one, two, three))
            assertThat(each.ask("claim")).isEqualTo("ok");

        assertThat(namespaces.onHost("-4", "-o", "address", "show", "eth0"))
                .containsPattern("192.168.77.50/24 scope global [a-z ]*eth0:vip")
                .containsPattern("192.168.77.51/32 scope global [a-z ]*eth0:mail");
        assertThat(namespaces.onHost("-4", "-o", "address", "show", "eth1"))
                .containsPattern("10.9.8.7/16 [a-z 0-9.]*scope global [a-z ]*eth1");
        assertThat(one.ask("renew")).isEqualTo("ok");
        assertThat(one.ask("release")).isEqualTo("ok");
        assertThat(namespaces.onHost("-4", "-o", "address", "show"))
                .doesNotContain("192.168.77.50")
                .contains("192.168.77.51/32", "10.9.8.7/16");
    }

    /// Linux calls the second one secondary, and takes it away with the first unless it is told otherwise.
    @Test
    void anAddressStaysWhenTheFirstOneOfItsNetworkGoesAlsoOnADeviceThatIsMadeAnew() throws Exception {
        namespaces.commandOnHost("sh", "-c", "echo 0 > /proc/sys/net/ipv4/conf/all/promote_secondaries");
        Child one = probe("192.168.77.50", "24", "eth0", "60");
        Child two = probe("192.168.77.51", "24", "eth0", "60");
        for (String round : List.of("as it was", "made anew")) {
            for (Child each : List.of(one, two)) assertThat(each.ask("claim")).isEqualTo("ok");
            assertThat(one.ask("release")).isEqualTo("ok");
            assertThat(namespaces.onHost("-4", "-o", "address", "show", "eth0"))
                    .as("eth0 %s", round)
                    .doesNotContain("192.168.77.50")
                    .contains("192.168.77.51/24");
            namespaces.onHost("link", "delete", "eth0");
            namespaces.cable();
            for (Child each : List.of(one, two)) assertThat(each.ask("verify")).isEqualTo("ok");
        }
    }

    private Child probe(String... arguments) throws IOException, InterruptedException {
        Child probe = namespaces.javaOnHost(List.of(), AddressProbe.class, arguments);
        assertThat(probe.answer()).isEqualTo("opened");
        return probe;
    }

    private String addresses() throws IOException, InterruptedException {
        return namespaces.onHost("-6", "address", "show", "dev", "eth0");
    }

    private String routes() throws IOException, InterruptedException {
        return namespaces.onHost("-6", "route", "show", "2001:db8::/64");
    }

    private static MacAddress mac(String link) {
        String mac = link.replaceAll("(?s).*link/ether ([0-9a-f:]+) .*", "$1");
        return MacAddress.of(HexFormat.ofDelimiter(":").parseHex(mac));
    }
}
