package tandem.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.journal.Wish.InForce;

class WishesTest {
    private static final Backend LINE = new Backend("tomcat-1", "10.0.0.1", 8080, 1);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static Wish weight(String name, int weight, long at) {
        Backend line = new Backend(name, "10.0.0.1", 8080, 1);
        return new Wish(
                new Wish.Key("shop", name),
                Optional.of(line),
                Optional.of(new InForce(line.withWeight(weight), new Mode.Enabled())),
                at);
    }

    @Test
    void theNewerOfTwoWishesHolds() {
        Wishes wishes = Wishes.NONE.with(weight("a", 3, 10)).with(weight("a", 5, 9));
        assertThat(wishes.all()).containsExactly(weight("a", 3, 10));
        assertThat(wishes.with(weight("a", 7, 11)).all()).containsExactly(weight("a", 7, 11));
    }

    @Test
    void inWhateverOrderNodesLearnTheyKnowTheSame() {
        Random random = new Random(42);
        List<Wish> all = new ArrayList<>();
        for (int i = 0; i < 300; i++)
            all.add(weight("t" + random.nextInt(40), 1 + random.nextInt(3), random.nextInt(20)));
        Wishes first = Wishes.NONE.with(all);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(all, random);
            Wishes other = Wishes.NONE
                    .with(all.subList(0, 150))
                    .with(Wishes.NONE.with(all.subList(150, 300)).all());
            assertThat(other).isEqualTo(first);
            assertThat(other.digest()).isEqualTo(first.digest());
        }
    }

    @Test
    void aWishAsTheFileHasItMakesRoomAndAFullListRefuses() {
        Wishes wishes = Wishes.NONE.with(weight("undone", 1, 5));
        for (int i = 1; i < Wishes.MOST; i++) wishes = wishes.with(weight("t" + i, 2, i));
        assertThat(wishes.byKey()).hasSize(Wishes.MOST);
        Wishes full = wishes.with(weight("one-more", 2, 999));
        assertThat(full.byKey())
                .hasSize(Wishes.MOST)
                .containsKey(new Wish.Key("shop", "one-more"))
                .doesNotContainKey(new Wish.Key("shop", "undone"));
        assertThat(full.with(weight("another", 2, 1000))).isEqualTo(full);
        assertThat(full.with(weight("t1", 9, 1000)).byKey().get(new Wish.Key("shop", "t1")))
                .isEqualTo(weight("t1", 9, 1000));
    }

    @Test
    void theClocksOfTwoNodesMakeNoDifference() {
        Wish here = draining(NOON);
        Wish there = draining(NOON.plusMillis(3));
        assertThat(Wishes.NONE.with(here).digest())
                .isEqualTo(Wishes.NONE.with(there).digest());
        assertThat(Wishes.NONE.with(here).with(there).all()).containsExactly(here);
        assertThat(Wishes.NONE.with(here).digest())
                .isNotEqualTo(Wishes.NONE.with(weight("tomcat-1", 1, 7)).digest());
    }

    private static Wish draining(Instant since) {
        return new Wish(
                new Wish.Key("shop", "tomcat-1"),
                Optional.of(LINE),
                Optional.of(new InForce(LINE, new Mode.Draining(since, since.plusSeconds(60)))),
                7);
    }

    @Test
    void aWishHoldsWhileTheFilesLineIsTheSame() {
        Wish wish = weight("tomcat-1", 3, 1);
        assertThat(wish.holds(Optional.of(LINE))).isTrue();
        assertThat(wish.holds(Optional.of(LINE.withWeight(2)))).isFalse();
        assertThat(wish.holds(Optional.empty())).isFalse();
        assertThat(wish.undone(Optional.of(LINE.withWeight(2))).wanted())
                .hasValue(new InForce(LINE.withWeight(2), new Mode.Enabled()));
        assertThat(wish.undone(Optional.empty()).wanted()).isEmpty();
    }

    @Test
    void everyWishIsTheSameAfterItWasText() {
        Wish.Key key = new Wish.Key("shop", "tomcat-1");
        Backend backup = new Backend("tomcat-1", "fd00::1", 8080, 0, true);
        List<Wish> all = List.of(
                weight("tomcat-1", 3, 1),
                draining(NOON),
                new Wish(key, Optional.of(LINE), Optional.empty(), 2),
                new Wish(key, Optional.empty(), Optional.of(new InForce(backup, new Mode.Drained(NOON))), 3),
                new Wish(key, Optional.empty(), Optional.empty(), 4));
        assertThat(WishText.wishes(new JsonArray(WishText.array(all).encode()))).isEqualTo(all);
    }

    @Test
    void textThatMakesNoSenseIsRefused() {
        for (String wrong : List.of(
                "[1]",
                "[{}]",
                "[{\"pool\":1}]",
                "[{\"pool\":\"p\",\"backend\":\"b\"}]",
                "[{\"pool\":\"p\",\"backend\":\"b\",\"at\":1,\"wanted\":{\"host\":\"h\",\"port\":1,\"weight\":1}}]",
                "[{\"pool\":\"p\",\"backend\":\"b\",\"at\":1,\"line\":{\"host\":\"h\",\"port\":0,\"weight\":1}}]"))
            assertThatIllegalArgumentException().as(wrong).isThrownBy(() -> WishText.wishes(new JsonArray(wrong)));
    }
}
