package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tandem.route.HeaderSettings;
import tandem.route.HostSettings;
import tandem.route.RouteSettings;
import tandem.route.RouteSettings.Action;
import tandem.route.RouteSettings.PathMatch;
import tandem.route.Router;

class RouteCountsTest {
    private static Router router(int routes) {
        return new Router(List.of(new HostSettings(
                List.of("shop.example.org"),
                IntStream.range(0, routes).mapToObj(RouteCountsTest::route).toList())));
    }

    private static RouteSettings route(int number) {
        var match = new RouteSettings.Match(new PathMatch.Exact("/" + number), Set.of(), List.of());
        var action = new Action.Forward(
                Optional.of("shop"),
                Optional.empty(),
                new RouteSettings.HostHeader.Client(),
                RouteSettings.Answers.DEFAULT);
        return new RouteSettings(match, action, HeaderSettings.NONE);
    }

    /// A configuration may be made by a machine.
    @Test
    void manyRoutesMakeABoundedNumberOfSeries() {
        var router = router(5000);
        var counts = new RouteCounts(router.routes(), null);
        for (var named : router.routes()) counts.ended(named.route(), 200, 1_000_000);
        counts.ended(null, 404, 1_000_000);
        var told = counts.snapshot();
        assertThat(told).hasSize(RouteCounts.MOST + 1);
        assertThat(told.stream().mapToLong(route -> route.took().count()).sum()).isEqualTo(5001);
        assertThat(told.getLast().route()).isEqualTo("(other)");
        assertThat(told.getLast().took().count()).isEqualTo(4801);
    }
}
