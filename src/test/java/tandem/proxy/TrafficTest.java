package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    /// Without hosts there is no route; who asks for the figures of routes gets all requests as those of one.
    @Test
    void withoutRoutesAllRequestsAreThoseOfOne() {
        traffic.answered(301);
        traffic.requestRefused(Rejection.of(Refusal.BAD_CHUNK));
        var answers = new AnswerTimes();
        answers.add(200, 1_000_000);
        answers.add(204, 1_000_000);
        answers.addEarly(413);
        answers.add(599, 1_000_000);
        answers.add(101, 1_000_000);
        var upstream = answers.snapshot();
        assertThat(upstream.counts()).isEqualTo(Map.of("1xx", 1L, "2xx", 2L, "3xx", 0L, "4xx", 1L, "5xx", 1L));
        assertThat(upstream.took().count()).isEqualTo(4);

        var all = traffic.all(List.of(Map.of("one", upstream, "gone", upstream), Map.of("other", upstream)));

        assertThat(all.route()).isEqualTo("(all)");
        assertThat(all.answers()).isEqualTo(Map.of("1xx", 3L, "2xx", 6L, "3xx", 1L, "4xx", 4L, "5xx", 3L));
        traffic.took(1);
        assertThat(traffic.all(List.of()).took().count()).isEqualTo(1);
        assertThat(traffic.figures(List.of(), null).routes()).hasSize(1);
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
