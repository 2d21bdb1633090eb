package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResetStreamsTest {
    private final ResetStreams reset = new ResetStreams();

    @Test
    void onlyWhatComesOnAStreamThatWasResetIsIgnoredAndNotWithoutEnd() {
        reset.add(1);
        assertThat(reset.ignores(3)).isFalse();
        for (int i = 0; i < ResetStreams.MOST_FRAMES; i++)
            assertThat(reset.ignores(1)).isTrue();
        assertThat(reset.ignores(1)).isFalse();
    }

    @Test
    void theOldestAreForgotten() {
        for (int i = 0; i <= ResetStreams.MOST_STREAMS; i++) reset.add(2 * i + 1);
        assertThat(reset.ignores(1)).isFalse();
        assertThat(reset.ignores(3)).isTrue();
        assertThat(reset.ignores(2 * ResetStreams.MOST_STREAMS + 1)).isTrue();
    }
}
