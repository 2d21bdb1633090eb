package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.backend.Failure;
import tandem.http.Refusal;

class TrafficTest {
    private final Traffic traffic = new Traffic();

    @Test
    void whatIsRejectedIsCountedByReason() {
        traffic.requestBegun();
        traffic.requestRejected(Rejection.noBackend("shop"));
        traffic.requestRefused(Rejection.of(Refusal.BAD_CHUNK));
        traffic.requestBegun();
        traffic.retried(Failure.Kind.TRY_TIMEOUT);
        assertThat(traffic.requests()).isEqualTo(3);
        assertThat(traffic.rejected()).isEqualTo(2);
        var figures = traffic.figures(List.of(), null);
        assertThat(figures.rejections())
                .containsEntry("no_backend", 1L)
                .containsEntry("bad_request", 1L)
                .containsEntry("silent", 0L);
        assertThat(figures.retries()).containsEntry("try_timeout", 1L).containsEntry("connect_failed", 0L);
    }

    @Test
    void aTimeIsInTheFirstBucketThatItDoesNotExceed() {
        var durations = new Durations();
        durations.add(Duration.ofMillis(1).toNanos());
        durations.add(Duration.ofMillis(1).toNanos() + 1);
        durations.add(Duration.ofMinutes(1).toNanos());
        var counted = durations.snapshot();
        assertThat(counted.counts())
                .hasSize(ProxySnapshot.Durations.BOUNDS.size() + 1)
                .startsWith(1L, 1L, 0L)
                .endsWith(0L, 1L);
        assertThat(counted.sum()).isEqualTo(Duration.ofMillis(60_002).plusNanos(1));
        assertThat(ProxySnapshot.Durations.BOUNDS).isSorted();
    }
}
