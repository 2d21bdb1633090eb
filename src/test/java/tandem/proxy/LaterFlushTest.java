package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class LaterFlushTest {
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private final LaterFlush later = new LaterFlush(loop::add, () -> done.add("rest"));

    @Test
    void flushesEverythingOfATurnOnceAndThenTheRest() {
        later.add(() -> done.add("a"));
        later.add(() -> done.add("b"));

        assertThat(done).isEmpty();
        assertThat(loop).hasSize(1);
        loop.remove().run();
        assertThat(done).containsExactly("a", "b", "rest");
    }

    @Test
    void takesInWhatIsWrittenByAFlush() {
        later.add(() -> later.add(() -> done.add("b")));

        loop.remove().run();

        assertThat(done).containsExactly("b", "rest");
        assertThat(loop).isEmpty();
    }

    @Test
    void goesOnAfterAFlushThatFailed() {
        later.add(() -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(loop.remove()::run).isInstanceOf(IllegalStateException.class);

        later.add(() -> done.add("a"));

        loop.remove().run();
        assertThat(done).containsExactly("a", "rest");
    }
}
