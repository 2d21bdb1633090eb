package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.cluster.ClusterSettings.Peer;

class ServiceLookupTest {
    private static final Discovery.Dns DNS = new Discovery.Dns("tandem-headless", 5701);
    private static final InetAddress OWN = InetAddress.ofLiteral("10.1.0.4");
    private static final InetAddress[] FOUND = {OWN, InetAddress.ofLiteral("10.1.0.5"), InetAddress.ofLiteral("fd00::6")
    };

    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void theOthersAreAllAddressesButTheOwn() throws InterruptedException {
        List<Peer> others = lookup(name -> FOUND).others(DNS, OWN);

        assertThat(others)
                .containsExactly(
                        new Peer("10.1.0.5:5701", "10.1.0.5:5701"),
                        new Peer("[fd00:0:0:0:0:0:0:6]:5701", "[fd00:0:0:0:0:0:0:6]:5701"));
        assertThat(pauses).isEmpty();
    }

    @Test
    void aNameThatDoesNotResolveYetIsTriedAgain() throws InterruptedException {
        assertThat(lookup(name -> {
                            if (pauses.size() < 3) throw new UnknownHostException(name);
                            return FOUND;
                        })
                        .others(DNS, OWN))
                .hasSize(2);
        assertThat(pauses).hasSize(3).containsOnly(Duration.ofSeconds(1));
    }

    @Test
    void afterTheLimitTheNodeStartsAlone() throws InterruptedException {
        assertThat(lookup(name -> {
                            throw new UnknownHostException(name);
                        })
                        .others(DNS, OWN))
                .isEmpty();
        assertThat(pauses).hasSize(5);
    }

    private ServiceLookup lookup(ServiceLookup.Resolver resolver) {
        return new ServiceLookup(resolver, pauses::add, Duration.ofSeconds(5));
    }
}
