package tandem.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tandem.bench.host.BenchFailed;

class ClientsTest {

    @Test
    void wrkTellsItsResultInOneLine() {
        var result = Wrk.parse("Running 5s test\n  noise\nresult 1000 2000000 3 500 9000 12000 20000\n");

        assertThat(result.requests()).isEqualTo(1000);
        assertThat(result.failed()).isEqualTo(3);
        assertThat(result.rate()).isEqualTo(500.0);
        assertThat(result.latency()).isEqualTo(new Latency(0.5, 9, 12, 20));
    }

    @Test
    void h2loadTellsItsRateAndItsRequests() {
        var result = H2Load.parse("""
                finished in 2.00s, 21000.50 req/s, 3.25MB/s
                requests: 42001 total, 42065 started, 42001 done, 42000 succeeded, 1 failed, 1 errored, 0 timeout
                """, new Latency(1, 2, 3, 4));

        assertThat(result.requests()).isEqualTo(42000);
        assertThat(result.failed()).isEqualTo(1);
        assertThat(result.seconds()).isEqualTo(2.0);
    }

    @Test
    void aClientThatSaysNothingFailsTheRun() {
        assertThatThrownBy(() -> Wrk.parse("unable to connect\n"))
                .isInstanceOf(BenchFailed.class)
                .hasMessageContaining("unable to connect");
    }
}
