package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.proxy.ListenerSnapshot;
import tandem.tls.CertificateSnapshot;
import tandem.tls.TlsSnapshot;

class CertificateEventsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private static CertificateSnapshot certificate(Duration lifetime, Duration left) {
        var end = NOW.plus(left);
        return new CertificateSnapshot("shop.pem", List.of("shop"), "CN=shop", "CN=ca", "1", end.minus(lifetime), end);
    }

    private static List<ListenerSnapshot> listener(CertificateSnapshot certificate, Optional<String> refused) {
        var tls = new TlsSnapshot(List.of(certificate), 0, 0, refused);
        return List.of(new ListenerSnapshot("0.0.0.0:443", true, Optional.of(tls)));
    }

    private static Expiry stage(int days, int left) {
        var certificate = certificate(Duration.ofDays(days), Duration.ofHours(left));
        return Expiry.of(certificate.notBefore(), certificate.notAfter(), NOW);
    }

    @Test
    void aLongLivedOneIsNamedTwoWeeksBefore() {
        assertThat(stage(90, 15 * 24)).isEqualTo(Expiry.FAR);
        assertThat(stage(90, 13 * 24)).isEqualTo(Expiry.SOON);
        assertThat(stage(90, 2 * 24)).isEqualTo(Expiry.URGENT);
        assertThat(stage(90, 0)).isEqualTo(Expiry.EXPIRED);
    }

    @Test
    void aShortLivedOneIsNamedWhenAPartOfItsLifeIsLeft() {
        assertThat(stage(6, 40)).isEqualTo(Expiry.FAR);
        assertThat(stage(6, 35)).isEqualTo(Expiry.SOON);
        assertThat(stage(6, 11)).isEqualTo(Expiry.URGENT);
    }

    private static List<String> between(
            List<ListenerSnapshot> before, Instant then, List<ListenerSnapshot> after, Instant now) {
        return CertificateEvents.between(before, then, after, now).stream()
                .map(draft -> draft.grade() + " " + draft.subject() + ": " + draft.text())
                .toList();
    }

    @Test
    void eachStageIsToldOnceAndAtTheFirstLook() {
        var soon = listener(certificate(Duration.ofDays(90), Duration.ofDays(10)), Optional.empty());
        assertThat(between(soon, Instant.EPOCH, soon, NOW))
                .containsExactly("WARNING certificate shop.pem: expires at 2026-03-11T10:00:00Z, in 10 days");
        assertThat(between(soon, NOW, soon, NOW.plusSeconds(1))).isEmpty();
        var end = NOW.plus(Duration.ofDays(10));
        assertThat(between(soon, end.minusSeconds(1), soon, end))
                .containsExactly("ERROR certificate shop.pem: has expired at 2026-03-11T10:00:00Z");
    }

    @Test
    void aRenewedOneIsNoNewsAndOneThatIsAsNearItsEndIs() {
        var old = listener(certificate(Duration.ofDays(90), Duration.ofDays(1)), Optional.empty());
        var renewed = listener(certificate(Duration.ofDays(90), Duration.ofDays(90)), Optional.empty());
        var bad = listener(certificate(Duration.ofDays(30), Duration.ofDays(1)), Optional.empty());
        assertThat(between(old, NOW, renewed, NOW)).isEmpty();
        assertThat(between(old, NOW, bad, NOW)).hasSize(1);
        assertThat(between(List.of(), NOW, old, NOW)).hasSize(1);
    }

    @Test
    void oneThatBackendsAreShownIsNamedToo() {
        var node = new FakeNode("proxy-a");
        node.shown = Optional.of(certificate(Duration.ofDays(6), Duration.ofHours(30)));
        assertThat(between(List.of(), NOW, node.snapshot().certified(), NOW))
                .containsExactly("WARNING certificate shop.pem: expires at 2026-03-02T16:00:00Z, in 30 hours");
    }

    @Test
    void filesThatCannotBeUsedAreToldOnce() {
        var good = certificate(Duration.ofDays(90), Duration.ofDays(80));
        var fine = listener(good, Optional.empty());
        var broken = listener(good, Optional.of("shop.key: no private key"));
        assertThat(between(fine, NOW, broken, NOW))
                .containsExactly("ERROR certificates of 0.0.0.0:443: the new files are not served:"
                        + " shop.key: no private key");
        assertThat(between(broken, NOW, broken, NOW)).isEmpty();
        assertThat(between(broken, NOW, fine, NOW))
                .containsExactly("INFO certificates of 0.0.0.0:443: the files can be used again");
    }
}
