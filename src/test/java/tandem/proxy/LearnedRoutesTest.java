package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;

class LearnedRoutesTest {
    private final LearnedRoutes routes = new LearnedRoutes();

    private static List<Backend> pool(String... names) {
        return Stream.of(names)
                .map(name -> new Backend(name, "10.0.0.1", 8000 + name.charAt(0), 1))
                .toList();
    }

    private static final List<Backend> THREE = pool("a", "b", "c");

    @Test
    void aRouteIsTheBackendsThatHandsItOut() {
        assertThat(routes.backend("r1")).isNull();
        assertThat(routes.learn("r1", "a", THREE)).isTrue();
        assertThat(routes.learn("r1", "a", THREE)).isFalse();
        assertThat(routes.learn("r2", "b", THREE)).isTrue();
        assertThat(routes.backend("r1")).isEqualTo("a");
        assertThat(routes.all()).isEqualTo(Map.of("r1", "a", "r2", "b"));
    }

    @Test
    void aNameOfABackendIsNeverLearned() {
        assertThat(routes.learn("b", "a", THREE)).isFalse();
        assertThat(routes.backend("b")).isNull();
    }

    @Test
    void aRouteOfTwoBackendsIsNobodysForAsLongAsBothAreThere() {
        routes.learn("same", "a", THREE);
        routes.learn("same", "b", THREE);
        routes.learn("same", "a", THREE);
        assertThat(routes.backend("same")).isNull();
        assertThat(routes.all()).isEmpty();
        routes.learn("same", "b", pool("b", "c"));
        assertThat(routes.backend("same")).isEqualTo("b");
    }

    /// It was given to another Tomcat: only that hands it out from now on.
    @Test
    void aRouteThatOneOfTwoHandsOutAgainAndAgainIsItsAgain() {
        routes.learn("r", "a", THREE);
        for (int i = 1; i < LearnedRoutes.AGAIN; i++) {
            assertThat(routes.learn("r", "b", THREE)).isEqualTo(i == 1);
            assertThat(routes.backend("r")).isNull();
        }
        assertThat(routes.learn("r", "b", THREE)).isTrue();
        assertThat(routes.backend("r")).isEqualTo("b");
        routes.learn("r", "c", THREE);
        assertThat(routes.backend("r")).isNull();
    }

    @Test
    void aRouteThatTwoHandOutInTurnStaysNobodys() {
        for (int i = 0; i < 10 * LearnedRoutes.AGAIN; i++) routes.learn("r", i % 10 == 0 ? "a" : "b", THREE);
        assertThat(routes.backend("r")).isNull();
    }

    @Test
    void whatOtherNodesSayContradictsNothing() {
        assertThat(routes.told("r", "a", THREE)).isTrue();
        for (int i = 0; i < 2 * LearnedRoutes.AGAIN; i++)
            assertThat(routes.told("r", "b", THREE)).isFalse();
        assertThat(routes.backend("r")).isEqualTo("a");
        assertThat(routes.told("r", "b", pool("b", "c"))).isTrue();
        assertThat(routes.backend("r")).isEqualTo("b");
    }

    @Test
    void whatNoBackendOfThePoolHandsOutOrIsTooLongIsNothing() {
        assertThat(routes.learn("r", "z", THREE)).isFalse();
        assertThat(routes.learn("", "a", THREE)).isFalse();
        assertThat(routes.learn("x".repeat(LearnedRoutes.LONGEST + 1), "a", THREE))
                .isFalse();
        assertThat(routes.learn("x".repeat(LearnedRoutes.LONGEST), "a", THREE)).isTrue();
    }

    @Test
    void thereAreNeverTooManyAndThoseOfBackendsThatAreGoneMakeRoom() {
        for (int i = 0; i < LearnedRoutes.MOST + 10; i++) routes.learn("r" + i, i % 2 == 0 ? "a" : "b", THREE);
        assertThat(routes.all()).hasSize(LearnedRoutes.MOST);
        assertThat(routes.learn("late", "b", pool("b", "c"))).isTrue();
        assertThat(routes.all()).hasSize(LearnedRoutes.MOST / 2 + 1).doesNotContainValue("a");
    }

    @Test
    void inWhateverOrderARouteHasTheOnlyBackendThatHandsItOutOrNone() {
        Random random = new Random(4);
        for (int run = 0; run < 200; run++) {
            LearnedRoutes some = new LearnedRoutes();
            boolean[] said = new boolean[3];
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                int by = random.nextInt(3);
                said[by] = true;
                some.learn("r", THREE.get(by).name(), THREE);
            }
            String only = null;
            int count = 0;
            for (int i = 0; i < 3; i++) {
                if (!said[i]) continue;
                count++;
                only = THREE.get(i).name();
            }
            assertThat(some.backend("r")).isEqualTo(count == 1 ? only : null);
        }
    }
}
