package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SectionTest {
    @Test
    void whatIsBetweenTheMarksIsReplacedAndNothingElse() {
        String before = "a\n" + Section.BEGIN + "\nold\n" + Section.END + "\nb\n";
        assertThat(Section.replaced(before, "\nnew\nlines\n\n"))
                .isEqualTo("a\n" + Section.BEGIN + "\nnew\nlines\n" + Section.END + "\nb\n");
    }

    @Test
    void aTextWithoutMarksIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Section.replaced("a", "b"))
                .withMessageContaining(Section.BEGIN);
    }
}
