package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
    private final List<String> heard = new ArrayList<>();

    @Test
    void aChangeThatComesTooSoonWaitsForTheOnesBeforeIt() {
        ChangeFeed feed = new ChangeFeed(change -> heard.add(change.reason()));

        feed.deliver(3, change(3));
        feed.deliver(2, change(2));
        assertThat(heard).isEmpty();

        feed.deliver(1, change(1));
        assertThat(heard).containsExactly("1", "2", "3");
    }

    @Test
    void aListenerThatThrowsIsToldTheNextAllTheSame() {
        ChangeFeed feed = new ChangeFeed(change -> {
            heard.add(change.reason());
            throw Health.mistake();
        });

        IntStream.rangeClosed(1, 3).forEach(number -> feed.deliver(number, change(number)));

        assertThat(heard).containsExactly("1", "2", "3");
    }

    private static HealthChange change(int number) {
        return new HealthChange(
                "tomcat",
                Health.backends(1).getFirst(),
                Standing.HEALTHY,
                Standing.OUT,
                Integer.toString(number),
                0,
                1);
    }
}
