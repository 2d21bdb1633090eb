package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.lab.PairLab.LIMIT;
import static tandem.lab.PairLab.STEADY;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What one node says does not reach the other one, while the clients reach both. One of them is right all the
/// same, and the other one hears it.
class OneWayLabIT {
    @RegisterExtension
    static final PairLab LAB = new PairLab("one-way");

    @Test
    void anOwnerThatIsNotHeardIsReplacedAndGivesWayToTheOneThatItHears() {
        LAB.readyToStay();
        try (var client = LAB.pair().client()) {
            Instant fault = Instant.now();
            LAB.hostA().loseWhatGoesTo(LAB.hostB());
            LAB.assertSoleOwner(LAB.hostB());
            client.awaitServedBy(LAB.hostB(), fault, LIMIT);
            LAB.hostA().loseNothing();
            LAB.pair().awaitOneActive(STEADY);
            LAB.note(client, fault);
        }
    }

    @Test
    void anOwnerThatHearsNothingStaysWhileItIsHeard() {
        LAB.readyToStay();
        try (var client = LAB.pair().client()) {
            Instant fault = Instant.now();
            LAB.hostB().loseWhatGoesTo(LAB.hostA());
            LAB.await()
                    .until(
                            "proxy-a does not hear proxy-b any more",
                            () -> LAB.pair().hearsTheOther(LAB.hostA()),
                            hears -> !hears);
            LAB.assertSoleOwner(LAB.hostA());
            LAB.hostB().loseNothing();
            LAB.pair().awaitOneActive(STEADY);
            assertThat(LAB.note(client, fault).succeeded()).isPositive();
        }
    }
}
