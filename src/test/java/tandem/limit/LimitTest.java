package tandem.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.limit.OpenConnections.Admission;

class LimitTest {
    private static final long MILLI = 1_000_000;

    /// [System#nanoTime] may begin anywhere, and run over.
    @ParameterizedTest
    @ValueSource(longs = {0, 17_000_000_000L, -3, Long.MAX_VALUE - 50 * MILLI, Long.MIN_VALUE})
    void aClientMaySendABurstAndThenAtItsRate(long start) {
        var rate = new RequestRate(10, 3, 512, 1);

        for (int i = 0; i < 3; i++) assertThat(rate.take(7, start)).isZero();
        assertThat(rate.take(7, start)).isEqualTo(100 * MILLI);
        assertThat(rate.take(8, start)).isZero();
        assertThat(rate.take(7, start + 60 * MILLI)).isEqualTo(40 * MILLI);
        assertThat(rate.take(7, start + 100 * MILLI)).isZero();
        assertThat(rate.take(7, start + 100 * MILLI)).isEqualTo(100 * MILLI);
        // After a second of quiet the bucket is full again, and not more than full.
        for (int i = 0; i < 3; i++)
            assertThat(rate.take(7, start + 1100 * MILLI)).isZero();
        assertThat(rate.take(7, start + 1100 * MILLI)).isPositive();
    }

    @Test
    void inTheLongRunAClientGetsItsRate() {
        var rate = new RequestRate(50, 5, 512, 1);
        int let = 0;
        for (long now = 0; now < 10_000 * MILLI; now += MILLI) if (rate.take(7, now) == 0) let++;

        assertThat(let).isBetween(500, 505);
    }

    @Test
    void whoeverFloodsIsRememberedThroughAScanOfStrangers() {
        var rate = new RequestRate(1, 10, 1024, 99);
        for (int i = 0; i < 10; i++) rate.take(7, 0);
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++) rate.take(random.nextLong(), MILLI);

        assertThat(rate.take(7, MILLI)).isPositive();
    }

    @Test
    void aStrangerIsServedWhenTheTableIsFull() {
        var rate = new RequestRate(1, 1, 512, 99);
        for (long client = 1; client <= 100_000; client++)
            assertThat(rate.take(client, 0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1,      192.0.2.1,       true",
        "192.0.2.1,      192.0.2.2,       false",
        "2001:db8::1,    2001:db8::ffff,  true",
        "2001:db8::1,    2001:db8:0:1::1, false",
        "0:ffff:c000:201::1, 192.0.2.1,   true",
        "::1,            ::2,             true",
        "::1,            0.0.0.1,         false",
    })
    void aNetworkOfIpv6IsOneClient(String one, String other, boolean same) {
        boolean equal = ClientKey.of(InetAddress.ofLiteral(one)) == ClientKey.of(InetAddress.ofLiteral(other));
        assertThat(equal).isEqualTo(same);
        assertThat(ClientKey.of(InetAddress.ofLiteral(one))).isNotZero();
    }

    @Test
    void connectionsAreLimitedInAllAndByClient() {
        var open = new OpenConnections(3, 2);

        assertThat(open.opened(7)).isEqualTo(Admission.ADMITTED);
        assertThat(open.opened(7)).isEqualTo(Admission.ADMITTED);
        assertThat(open.opened(7)).isEqualTo(Admission.CLIENT_FULL);
        assertThat(open.opened(8)).isEqualTo(Admission.ADMITTED);
        assertThat(open.opened(9)).isEqualTo(Admission.FULL);
        open.closed(7);
        assertThat(open.opened(9)).isEqualTo(Admission.ADMITTED);
        assertThat(open.clients()).isEqualTo(3);
        open.closed(7);
        open.closed(8);
        open.closed(9);
        assertThat(open.open()).isZero();
        assertThat(open.clients()).isZero();
    }

    @Test
    void whatIsNoLimitIsRefused() {
        assertThatThrownBy(() -> new LimitSettings.Rate(0, 1, 512))
                .hasMessage("requests-by-client must be 1 to 1000000, not 0");
        assertThatThrownBy(() -> new LimitSettings.Rate(1, 0, 512)).hasMessageStartingWith("burst must");
        assertThatThrownBy(() -> new LimitSettings.Rate(1, 1, 511)).hasMessageStartingWith("clients must");
    }
}
