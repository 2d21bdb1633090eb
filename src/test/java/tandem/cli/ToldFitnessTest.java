package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import tandem.cluster.Fitness;
import tandem.fixture.Await;

class ToldFitnessTest {
    private final ToldFitness fitness = new ToldFitness();
    private final List<Fitness> told = new CopyOnWriteArrayList<>();

    @Test
    void whatIsFoundWhileTheNodeBeginsToStopIsNotToldAfterItHasSaidThatItLeaves() throws Exception {
        var asked = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        Thread finds = Thread.ofPlatform()
                .start(() -> fitness.tell(
                        () -> {
                            asked.countDown();
                            await(answered);
                            return Optional.of(new Fitness.Fit());
                        },
                        told::add));
        asked.await();
        Thread stops = Thread.ofPlatform().start(() -> {
            fitness.end();
            told.add(new Fitness.Leaving());
        });
        Await.until(
                "the stop has gone on, or waits",
                () -> stops.getState() == Thread.State.BLOCKED || stops.getState() == Thread.State.TERMINATED);
        answered.countDown();
        finds.join();
        stops.join();
        assertThat(told).last().isEqualTo(new Fitness.Leaving());

        fitness.tell(() -> Optional.of(new Fitness.Fit()), told::add);
        assertThat(told).last().isEqualTo(new Fitness.Leaving());
    }

    @Test
    void whatIsNotKnownAnyMoreDoesNotTakeAWordBack() {
        fitness.tell(Optional::empty, told::add);
        assertThat(fitness.last()).isEmpty();
        fitness.tell(() -> Optional.of(new Fitness.Fit()), told::add);
        fitness.tell(Optional::empty, told::add);
        assertThat(fitness.last()).contains(new Fitness.Fit());
        assertThat(told).containsExactly(new Fitness.Fit());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
