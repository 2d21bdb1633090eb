package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.lab.TrioLab.LIMIT;
import static tandem.lab.TrioLab.STEADY;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two nodes and a witness whose network is cut in every way: where `exclusive` promises it, the kernels of both nodes
/// never have the address at the same time; and when all is well again, one has it.
class WitnessLabIT {
    @RegisterExtension
    static final TrioLab LAB = new TrioLab();

    /// What loses its owner the pledges of a quorum, while the other node has them.
    enum Lost {
        /// The owner reaches nobody, and nobody reaches it.
        CUT_OFF,
        /// It hears nobody, but is heard.
        DEAF,
        /// It hears everybody, but is not heard.
        DUMB,
        /// Its process is gone; the kernel keeps the address for its lease.
        KILLED
    }

    /// What leaves the owner the pledge of one other.
    enum Kept {
        /// The two nodes do not reach one another; the witness reaches both.
        NODES_PARTED,
        /// The witness reaches nobody.
        WITNESS_CUT_OFF,
        /// The owner and the witness do not reach one another.
        OWNER_AND_WITNESS_PARTED,
        /// The other node reaches nobody.
        OTHER_CUT_OFF,
        /// The other node and the witness do not reach one another.
        OTHER_AND_WITNESS_PARTED
    }

    private static void inflict(Lost lost, Host owner) {
        Host other = LAB.otherThan(owner);
        switch (lost) {
            case CUT_OFF -> owner.cable(Cable.SILENT);
            case DEAF -> {
                other.loseWhatGoesTo(owner);
                LAB.witness().loseWhatGoesTo(owner);
            }
            case DUMB -> {
                owner.loseWhatGoesTo(other);
                owner.loseWhatGoesTo(LAB.witness());
            }
            case KILLED -> LAB.node(owner).kill();
        }
    }

    private static void inflict(Kept kept, Host owner) {
        switch (kept) {
            case NODES_PARTED -> LAB.part(owner, LAB.otherThan(owner));
            case WITNESS_CUT_OFF -> LAB.witness().cable(Cable.SILENT);
            case OWNER_AND_WITNESS_PARTED -> LAB.part(owner, LAB.witness());
            case OTHER_CUT_OFF -> LAB.otherThan(owner).cable(Cable.SILENT);
            case OTHER_AND_WITNESS_PARTED -> LAB.part(LAB.otherThan(owner), LAB.witness());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOwnerWithoutAQuorumIsReplacedAndNeverShares(Lost lost) {
        Host owner = LAB.owner();
        Instant fault = Instant.now();
        inflict(lost, owner);
        LAB.watch().awaitSoleOwner(LAB.otherThan(owner), STEADY, LIMIT);
        LAB.heal();
        LAB.start(owner, "run");
        assertOneIsLeft(fault);
    }

    @ParameterizedTest
    @EnumSource
    void anOwnerWithAQuorumStaysAlone(Kept kept) throws InterruptedException {
        Host owner = LAB.owner();
        Instant fault = Instant.now();
        inflict(kept, owner);
        // Longer than a pledge binds and a lease lasts: who would take the address has taken it by then.
        Thread.sleep(Duration.ofSeconds(6));
        LAB.heal();
        assertOneIsLeft(fault);
        assertThat(LAB.owner()).isEqualTo(owner);
        assertThat(LAB.watch().history().since(fault)).isEmpty();
    }

    @Test
    void whereAllThreeAreAloneNobodyHasTheAddress() {
        Host owner = LAB.owner();
        Instant fault = Instant.now();
        for (Host host : List.of(LAB.hostA(), LAB.hostB(), LAB.witness())) host.cable(Cable.SILENT);
        LAB.lab()
                .await(LIMIT)
                .until(
                        "nobody has it",
                        () -> LAB.watch().history().longestVacant(fault, Instant.now()),
                        vacant -> vacant.compareTo(STEADY) > 0);
        LAB.heal();
        assertOneIsLeft(fault);
        LAB.lab().note("it was at " + owner.name());
    }

    @Test
    void aFrozenOwnerThatGoesOnFindsItsAddressGone() {
        Host owner = LAB.owner();
        Instant fault = Instant.now();
        LAB.node(owner).freeze();
        try {
            LAB.watch().awaitSoleOwner(LAB.otherThan(owner), STEADY, LIMIT);
        } finally {
            LAB.node(owner).thaw();
        }
        assertOneIsLeft(fault);
    }

    private static void assertOneIsLeft(Instant fault) {
        LAB.awaitHeard(LAB.hostA(), 2);
        LAB.awaitHeard(LAB.hostB(), 2);
        LAB.owner();
        Instant now = Instant.now();
        var history = LAB.watch().history();
        LAB.lab().note("no owner for " + history.longestVacant(fault, now).toMillis() + " ms\n" + history.text(fault));
        assertThat(history.longestShared(fault, now)).isZero();
    }
}
