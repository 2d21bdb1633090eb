package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.vip.VipSettings.Mode;

class VipSettingsTest {
    private static final Duration LEASE = Mode.Linux.DEFAULT_LEASE;

    @Test
    void theGuidesAddressIsAccepted() {
        var vip = new VipSettings("vip", new Mode.Linux("192.168.77.50", 24, "enp0s3.100", LEASE));
        assertThat(vip.mode().text()).isEqualTo("192.168.77.50");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "192.168.77",
                "192.168.77.256",
                "192.168.077.050",
                "192.168.77.50/24",
                " 192.168.77.50",
                "1.2.3.4.5",
                "1.2.3.99999999999"
            })
    void whatIsNoIpv4LiteralIsRefusedWithoutAskingDns(String address) {
        assertThatThrownBy(() -> new Mode.Linux(address, 32, "eth0", LEASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + address + "\" is not an IPv4 address:"
                        + " expected four numbers from 0 to 255, like 192.168.77.50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "224.0.0.18", "255.255.255.255"})
    void anAddressThatNoHostCanOwnIsRefused(String address) {
        assertThatThrownBy(() -> new Mode.Linux(address, 32, "eth0", LEASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unicast");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 33})
    void aPrefixLengthIsFrom1To32(int prefix) {
        assertThatThrownBy(() -> new Mode.Linux("192.168.77.50", prefix, "eth0", LEASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefix length " + prefix + ": expected 1 to 32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "eth 0", "eth/0", "eth:0", "sixteen-letters-"})
    void whatTheKernelWouldNotNameAnInterfaceIsRefused(String device) {
        assertThatThrownBy(() -> new Mode.Linux("192.168.77.50", 32, device, LEASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 15 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.5S", "PT2.5S", "PT61S"})
    void aLeaseIsWholeSecondsFrom1To60(Duration lease) {
        assertThatThrownBy(() -> new Mode.Linux("192.168.77.50", 32, "eth0", lease))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected whole seconds from 1 to 60");
    }

    @Test
    void anIpv6AddressHasALongerPrefix() {
        assertThat(new Mode.Linux("2001:db8::50", 128, "eth0", LEASE).text()).isEqualTo("2001:db8::50");
        assertThat(Mode.Linux.defaultPrefix("2001:db8::50")).isEqualTo(128);
        assertThat(Mode.Linux.defaultPrefix("192.168.77.50")).isEqualTo(32);
        assertThatThrownBy(() -> new Mode.Linux("2001:db8::50", 129, "eth0", LEASE))
                .hasMessage("prefix length 129: expected 1 to 128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "eth1:vip", "vip", "eth0vip", "eth0:too-long-a-l", "eth0:a b", "eth0:\u00e9"})
    void aLabelThatDoesNotBeginWithTheDeviceOrIsTooLongIsRefused(String label) {
        assertThatThrownBy(() -> new Mode.Linux("192.168.77.50", 32, "eth0", LEASE, Optional.of(label)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the device and then a colon and a name, like eth0:vip");
    }

    @Test
    void onlyIpv4HasLabels() {
        assertThat(new Mode.Linux("192.168.77.50", 32, "eth0", LEASE, Optional.of("eth0:vip")).label())
                .hasValue("eth0:vip");
        assertThatThrownBy(() -> new Mode.Linux("2001:db8::50", 64, "eth0", LEASE, Optional.of("eth0:vip")))
                .hasMessage("label \"eth0:vip\": only an IPv4 address can have a label");
    }

    @Test
    void commandsToClaimAndToReleaseAreNeededAndBounded() {
        Duration limit = Mode.Exec.DEFAULT_TIMEOUT;
        List<String> command = List.of("/bin/true");
        assertThat(new Mode.Exec("203.0.113.7", command, command, List.of(), limit).text())
                .isEqualTo("203.0.113.7");
        assertThatThrownBy(() -> new Mode.Exec("203.0.113.7", List.of(), command, List.of(), limit))
                .hasMessage("mode exec needs a command to claim and one to release");
        assertThatThrownBy(() -> new Mode.Exec("203.0.113.7", command, command, List.of(), Duration.ZERO))
                .hasMessage("time-out 0 ms: expected 100 ms to 10 min");
        assertThatThrownBy(() -> new Mode.Exec("cloud", command, command, List.of(), limit))
                .hasMessageContaining("is not an IPv4 address");
    }

    @Test
    void aSharedSocketIsALiteralAndAPort() {
        assertThat(new Mode.Socket("127.0.0.1", 8080).text()).isEqualTo("127.0.0.1:8080");
        assertThat(new Mode.Socket("::1", 8080).text()).isEqualTo("[::1]:8080");
        assertThatThrownBy(() -> new Mode.Socket("localhost", 8080))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"localhost\" is not an address: expected a literal like 127.0.0.1");
        assertThatThrownBy(() -> new Mode.Socket("127.0.0.1", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port 0: expected 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-vip", "über"})
    void aNameFitsIntoLogsAndMetrics(String name) {
        assertThatThrownBy(() -> new VipSettings(name, new Mode.None()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be the name of a VIP");
    }
}
