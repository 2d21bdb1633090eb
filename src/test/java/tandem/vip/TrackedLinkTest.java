package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TrackedLinkTest {
    private static final int UP = Netlink.IFF_UP | Netlink.IFF_LOWER_UP;

    private static NetlinkReply link(int number, String name, int flags) {
        return new NetlinkReply.Link(0, number, name, flags, Optional.empty());
    }

    @Test
    void anInterfaceThatIsUpAndHasACarrierIsWithoutTrouble() {
        assertThat(TrackedLink.among(List.of("eth0"), List.of(link(1, "lo", UP), link(2, "eth0", UP))))
                .containsExactly(new TrackedLink("eth0", Optional.empty()));
    }

    @Test
    void whatIsWrongWithAnInterfaceIsSaid() {
        var listed = List.of(link(2, "eth0", Netlink.IFF_UP), link(3, "eth1", 0), link(4, "eth2", UP));
        assertThat(TrackedLink.among(List.of("eth0", "eth1", "eth9"), listed))
                .containsExactly(
                        new TrackedLink("eth0", Optional.of("no carrier: its cable or its other end is off")),
                        new TrackedLink("eth1", Optional.of("down")),
                        new TrackedLink("eth9", Optional.of("there is no such interface")));
    }
}
