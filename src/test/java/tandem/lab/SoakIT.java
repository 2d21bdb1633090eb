package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.lab.ClassicLab.VIP;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// A machine whose processors are all taken by others is slow, but nothing on it is dead: the address stays.
///
/// Two minutes; `-Dtandem.soak=PT10M` makes it ten. `-Dtandem.soak.cluster="key: value; key: value"` tries other
/// settings of the cluster than the guide's.
class SoakIT {
    private static final Duration TIME = Duration.parse(System.getProperty("tandem.soak", "PT2M"));
    private static final Duration LOOK = Duration.ofMillis(200);

    private static List<String> settings() {
        return Arrays.stream(System.getProperty("tandem.soak.cluster", "").split(";", -1))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void saturatedProcessorsMoveNothing() {
        try (var pair = TandemPair.open("soak", TandemPair.Jvm.SHIPPED)) {
            pair.begin("soak");
            pair.ready(pair.sticky(settings()));
            try (var client = pair.client();
                    var burners = Burners.start(pair.backend1())) {
                Instant begin = Instant.now();
                while (Instant.now().isBefore(begin.plus(TIME))) LockSupport.parkNanos(LOOK.toNanos());
                VipHistory history = pair.watch().history();
                Attempts attempts = client.finish();
                pair.lab()
                        .note("soak with " + burners.count() + " burners, " + TIME.toSeconds() + " s, " + settings()
                                + ": " + history.since(begin).size() + " changes; the client: "
                                + attempts.summary(begin) + "\n" + history.text(begin));
                assertThat(history.since(begin))
                        .as("the address came and went, although nobody failed")
                        .isEmpty();
                assertThat(attempts.since(begin).peers())
                        .containsExactly(pair.hostA().address());
            }
            assertThat(pair.hostA().holds(VIP)).isTrue();
            assertThat(pair.hostB().holds(VIP)).isFalse();
            pair.awaitRole(pair.hostA(), "active");
            pair.awaitRole(pair.hostB(), "standby");
            pair.assertNoneCrashed();
        }
    }
}
