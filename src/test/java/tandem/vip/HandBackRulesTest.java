package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandBackRulesTest {
    private final HandBackRules rules = rules("192.168.77.50");

    private static HandBackRules rules(String address) {
        return new HandBackRules("web", VirtualAddress.parse(address), "eth2");
    }

    @Test
    void theSuccessorPassesOnWhatOpensNothingAndBelongsToNoConnectionOfItsOwn() {
        assertThat(rules.successor("192.168.17.129")).isEqualTo("""
                add table ip tandem-web
                delete table ip tandem-web
                table ip tandem-web {
                  counter handed-back { }
                  set opened {
                    type ipv4_addr . inet_service . inet_service
                    flags dynamic, timeout
                    timeout 5s
                    size 1048576
                  }
                  set closed {
                    type ipv4_addr . inet_service . inet_service
                    flags dynamic, timeout
                    timeout 20s
                    size 1048576
                  }
                  chain prerouting {
                    type filter hook prerouting priority mangle; policy accept;
                    iifname "eth2" ip daddr 192.168.77.50 tcp flags & (syn | ack) == syn update @opened { \
                ip saddr . tcp sport . tcp dport }
                    iifname "eth2" ip daddr 192.168.77.50 tcp flags & syn == 0 socket wildcard 0 accept
                    iifname "eth2" ip daddr 192.168.77.50 tcp flags & syn == 0 \
                ip saddr . tcp sport . tcp dport @opened accept
                    iifname "eth2" ip daddr 192.168.77.50 tcp flags & syn == 0 \
                ip saddr . tcp sport . tcp dport @closed accept
                    iifname "eth2" ip daddr 192.168.77.50 tcp flags & syn == 0 \
                ip ttl > 1 counter name handed-back dup to 192.168.17.129 device "eth2" drop
                    iifname "eth2" ip daddr 192.168.77.50 icmp type { destination-unreachable, time-exceeded } \
                ct state invalid ip ttl > 1 counter name handed-back dup to 192.168.17.129 device "eth2" drop
                  }
                  chain output {
                    type filter hook output priority mangle; policy accept;
                    ip saddr 192.168.77.50 tcp flags & fin == fin \
                update @closed { ip daddr . tcp dport . tcp sport }
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

    @Test
    void withIpv6TheSuccessorDoesTheSameAndTheOldOwnerIsSilentByItself() {
        HandBackRules six = rules("fd77::50");
        assertThat(six.successor("fd17::129")).isEqualTo("""
                add table ip6 tandem-web
                delete table ip6 tandem-web
                table ip6 tandem-web {
                  counter handed-back { }
                  set opened {
                    type ipv6_addr . inet_service . inet_service
                    flags dynamic, timeout
                    timeout 5s
                    size 1048576
                  }
                  set closed {
                    type ipv6_addr . inet_service . inet_service
                    flags dynamic, timeout
                    timeout 20s
                    size 1048576
                  }
                  chain prerouting {
                    type filter hook prerouting priority mangle; policy accept;
                    iifname "eth2" ip6 daddr fd77:0:0:0:0:0:0:50 tcp flags & (syn | ack) == syn update @opened { \
                ip6 saddr . tcp sport . tcp dport }
                    iifname "eth2" ip6 daddr fd77:0:0:0:0:0:0:50 tcp flags & syn == 0 socket wildcard 0 accept
                    iifname "eth2" ip6 daddr fd77:0:0:0:0:0:0:50 tcp flags & syn == 0 \
                ip6 saddr . tcp sport . tcp dport @opened accept
                    iifname "eth2" ip6 daddr fd77:0:0:0:0:0:0:50 tcp flags & syn == 0 \
                ip6 saddr . tcp sport . tcp dport @closed accept
                    iifname "eth2" ip6 daddr fd77:0:0:0:0:0:0:50 tcp flags & syn == 0 \
                ip6 hoplimit > 1 counter name handed-back dup to fd17::129 device "eth2" drop
                    iifname "eth2" ip6 daddr fd77:0:0:0:0:0:0:50 icmpv6 type { destination-unreachable, \
                packet-too-big, time-exceeded, parameter-problem } ct state invalid \
                ip6 hoplimit > 1 counter name handed-back dup to fd17::129 device "eth2" drop
                  }
                  chain output {
                    type filter hook output priority mangle; policy accept;
                    ip6 saddr fd77:0:0:0:0:0:0:50 tcp flags & fin == fin \
                update @closed { ip6 daddr . tcp dport . tcp sport }
                  }
                }
                """);
        assertThat(six.offering("fd17::129") + six.yielded() + six.noOwner()).isEmpty();
        assertThat(six.rehearsal()).endsWith("add table ip6 tandem-web\ndelete table ip6 tandem-web\n");
    }

    @Test
    void whatAnEarlierRunLeftIsKnownByItsNameAndByTheAddress() {
        assertThat(HandBackRules.tables("""
                table ip nat
                table ip tandem-web
                table arp tandem-a.b_c-1
                table inet tandem-web
                table ip6 tandemweb
                """)).containsExactly("ip tandem-web", "arp tandem-a.b_c-1");
        String listed = "table arp tandem-old {\n chain input {\n\tarp daddr ip 192.168.77.50 drop\n }\n}";
        assertThat(rules.concerns(listed)).isTrue();
        assertThat(rules("192.168.77.5").concerns(listed)).isFalse();
        assertThat(rules("fd77:0:0::50").concerns("iifname \"eth2\" ip6 daddr fd77::50 tcp"))
                .isTrue();
    }
}
