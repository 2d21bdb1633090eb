package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tandem.fitness.Circuit.CircuitFailed;
import tandem.fixture.Await;

final class WarmingTest {

    @Test
    void withoutAPlanTheNodeCountsAsWarm() {
        var warming = Warming.start(
                0,
                () -> {
                    throw new AssertionError("nothing is to be opened");
                },
                () -> {});
        assertThat(warming.ready()).isTrue();
        assertThat(warming.warm()).isTrue();
        warming.close();
    }

    @Test
    void aNodeThatCannotWarmUpIsNotKeptFromItsClientsForEver() {
        var tried = new AtomicInteger();
        var warming = Warming.start(
                1000,
                () -> {
                    tried.incrementAndGet();
                    throw new CircuitFailed("no data path on the loopback address", new BindException("none left"));
                },
                () -> {});
        try {
            assertThat(warming.ready()).isFalse();
            Await.until("nobody waits for it any more", warming::ready);
            assertThat(warming.warm()).isFalse();
            Await.until("it is tried again", () -> tried.get() > 1);
        } finally {
            warming.close();
        }
    }
}
