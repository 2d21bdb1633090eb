package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandBackRulesTest {
    private final HandBackRules rules = new HandBackRules("web", "192.168.77.50", "eth2");

    @Test
    void theSuccessorPassesOnWhatOpensNothingAndBelongsToNoConnectionOfItsOwn() {
        assertThat(rules.successor("192.168.17.129")).isEqualTo("""
                add table ip tandem-web
                delete table ip tandem-web
                table ip tandem-web {
                  counter handed-back { }
                  chain prerouting {
                    type filter hook prerouting priority mangle; policy accept;
                    iifname "eth2" ip daddr 192.168.77.50 tcp flags & syn == 0 socket wildcard 0 accept
                    iifname "eth2" ip daddr 192.168.77.50 tcp flags & syn == 0 ct state { new, invalid } ip ttl > 1 \
                counter name handed-back dup to 192.168.17.129 device "eth2" drop
                    iifname "eth2" ip daddr 192.168.77.50 icmp type { destination-unreachable, time-exceeded } \
                ct state invalid ip ttl > 1 counter name handed-back dup to 192.168.17.129 device "eth2" drop
                  }
                }
                """);
    }

    @Test
    void theOldOwnerAsksUnderItsOwnAddressAndFallsSilentOnceTheVipHasMoved() {
        assertThat(rules.offering("192.168.17.129")).isEqualTo("""
                add table arp tandem-web
                delete table arp tandem-web
                table arp tandem-web {
                  chain output {
                    type filter hook output priority 0; policy accept;
                    oifname "eth2" arp operation request arp saddr ip 192.168.77.50 arp saddr ip set 192.168.17.129
                  }
                }
                """);
        assertThat(rules.yielded()).contains("arp operation request arp daddr ip 192.168.77.50 drop");
    }

    @Test
    void aRehearsalLeavesNothing() {
        assertThat(rules.rehearsal()).endsWith("add table arp tandem-web\ndelete table arp tandem-web\n");
        assertThat(rules.rehearsal().lines().filter(line -> line.equals("delete table ip tandem-web")))
                .hasSize(2);
    }
}
