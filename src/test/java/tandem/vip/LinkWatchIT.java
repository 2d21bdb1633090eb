package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Real interfaces in a namespace of their own, brought down in every way.
final class LinkWatchIT {
    private static final String NO_CARRIER = "eth0: no carrier: its cable or its other end is off";
    private static final String WORKS = "eth0: works";

    @RegisterExtension
    final TwoNamespaces namespaces = new TwoNamespaces();

    @Test
    void aPulledCableIsToldOfAndSoIsThatItIsBack() throws Exception {
        Child probe = watching("eth0");
        assertThat(probe.answer()).isEqualTo(WORKS);
        long pulled = System.nanoTime();
        namespaces.onPeer("link", "set", "peer0", "down");
        assertThat(probe.answer()).isEqualTo(NO_CARRIER);
        System.out.println("a pulled cable was known " + (System.nanoTime() - pulled) / 1_000_000
                + " ms after the command to pull it began");
        namespaces.onPeer("link", "set", "peer0", "up");
        assertThat(probe.answer()).isEqualTo(WORKS);
    }

    @Test
    void anInterfaceThatIsSwitchedOffIsToldOf() throws Exception {
        Child probe = watching("eth0");
        assertThat(probe.answer()).isEqualTo(WORKS);
        namespaces.onHost("link", "set", "eth0", "down");
        assertThat(probe.answer()).isEqualTo("eth0: down");
    }

    @Test
    void anInterfaceThatIsRemovedAndMadeAgainIsToldOf() throws Exception {
        Child probe = watching("eth0");
        assertThat(probe.answer()).isEqualTo(WORKS);
        namespaces.onHost("link", "del", "eth0");
        // On its way out it may be seen without its other end.
        probe.await("word of its end", line -> line.equals("! eth0: there is no such interface"));
        namespaces.onHost("link", "add", "eth0", "type", "veth", "peer", "name", "other");
        namespaces.onHost("link", "set", "other", "up");
        namespaces.onHost("link", "set", "eth0", "up");
        probe.await(
                "word of the new one",
                () -> probe.lines().lastIndexOf("! " + WORKS)
                        > probe.lines().indexOf("! eth0: there is no such interface"));
    }

    @Test
    void anInterfaceThatComesAfterTheStartIsFound() throws Exception {
        Child probe = watching("later0");
        assertThat(probe.answer()).isEqualTo("later0: there is no such interface");
        namespaces.onHost("link", "set", "eth0", "down");
        namespaces.onHost("link", "set", "eth0", "name", "later0");
        namespaces.onHost("link", "set", "later0", "up");
        probe.await("word of it", line -> line.equals("! later0: works"));
    }

    @Test
    void itEndsWithItsProcess() throws Exception {
        Child probe = watching("eth0");
        assertThat(probe.answer()).isEqualTo(WORKS);
        probe.endInput();
        assertThat(probe.exit()).isZero();
    }

    private Child watching(String device) throws IOException {
        return namespaces.javaOnHost(List.of(), LinkProbe.class, device);
    }
}
