package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"192.168.77.50", "1.0.0.0", "223.255.255.255", "2001:db8::50", "fd00::1", "2001:db8:0:1::"})
    void anAddressIsTheSameAfterItsBytes(String literal) {
        VirtualAddress address = VirtualAddress.parse(literal);
        assertThat(VirtualAddress.of(address.bytes())).isEqualTo(address);
        assertThat(VirtualAddress.parse(address.toString())).isEqualTo(address);
    }

    @Test
    void differentWaysToWriteAnAddressAreOneAddress() {
        VirtualAddress address = VirtualAddress.parse("2001:db8::50");
        assertThat(VirtualAddress.parse("2001:0DB8:0:0:0:0:0:0050")).isEqualTo(address);
        assertThat(address.bytes()).isEqualTo(HexFormat.of().parseHex("20010db8000000000000000000000050"));
        assertThat(address.family().bits()).isEqualTo(128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "::1", "ff02::1", "fe80::1", "::ffff:192.168.77.50", "fd00::1%eth0", "[fd00::1]"})
    void anIpv6AddressThatCannotBeOwnedInTurnIsRefused(String literal) {
        assertThatThrownBy(() -> VirtualAddress.parse(literal))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("like 2001:db8::50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::50/64", "2001:db8", ":", "2001:db8::1::2", "tandem:1"})
    void whatIsNoIpv6LiteralIsRefusedWithoutAskingDns(String literal) {
        assertThatThrownBy(() -> VirtualAddress.parse(literal))
                .hasMessage("\"" + literal + "\" is not an IPv6 address: expected one like 2001:db8::50");
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.77.50, 24, 192.168.77.0",
        "192.168.77.50, 32, 192.168.77.50",
        "2001:db8:ffff:ffff:ffff::1, 40, 2001:db8:ff00::",
        "2001:db8:ffff:ffff:ffff::1, 64, 2001:db8:ffff:ffff::",
        "2001:db8:ffff:ffff:ffff::1, 68, 2001:db8:ffff:ffff:f000::",
        "2001:db8:ffff:ffff:ffff::1, 128, 2001:db8:ffff:ffff:ffff::1"
    })
    void thePrefixOfAnAddressIsItsNetwork(String address, int bits, String network) {
        assertThat(VirtualAddress.parse(address).prefix(bits)).isEqualTo(VirtualAddress.parse(network));
    }

    @Test
    void aPrefixOfNoBitsIsEveryNetwork() {
        assertThat(VirtualAddress.parse("192.168.77.50").prefix(0).low()).isZero();
        VirtualAddress all = VirtualAddress.parse("2001:db8::50").prefix(0);
        assertThat(all.high() | all.low()).isZero();
    }
}
