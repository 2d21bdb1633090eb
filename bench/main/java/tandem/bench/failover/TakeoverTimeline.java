package tandem.bench.failover;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tandem.bench.report.Looks;
import tandem.bench.report.Svg;

/// The requests of each client around the death of an owner, one lane for each contestant and kind of client.
final class TakeoverTimeline {
    private static final String FAULT = "killed";
    /// Whoever is without service for longer goes out of the picture: in one with seconds the others' gaps would be
    /// too short to be seen.
    private static final int FROM_MS = -100;

    private static final int TO_MS = 600;
    private static final int RADIX = 36;
    private static final int MARKER = 4;
    private static final int TICKS = 20;

    private TakeoverTimeline() {}

    /// What one kind of client saw at one contestant.
    ///
    /// @param answered when each such request began, in ms since the fault
    /// @param failed   the same
    record Lane(String name, List<Double> answered, List<Double> failed) {
        static Lane of(String name, JsonObject timeline, String client) {
            var track = timeline.getJsonObject(client);
            return new Lane(
                    name, moments(timeline, track.getString("answered")), moments(timeline, track.getString("failed")));
        }

        /// A bin of 5 ms is one mark, however many requests there were.
        private static List<Double> moments(JsonObject timeline, String bins) {
            var moments = new ArrayList<Double>();
            for (int i = 0; i < bins.length(); i++) {
                double at = timeline.getInteger("fromMs") + (double) i * timeline.getInteger("binMs");
                if (at >= FROM_MS && at <= TO_MS && Character.digit(bins.charAt(i), RADIX) > 0) moments.add(at);
            }
            return moments;
        }
    }

    /// Draws the run in the middle of each contestant.
    ///
    /// @return whether there is one
    static boolean draw(List<JsonObject> rows, Path file) {
        var lanes = lanes(rows);
        if (lanes.isEmpty()) return false;
        Svg.write(chart(lanes), file);
        return true;
    }

    /// From the lowest to the highest.
    static List<Lane> lanes(List<JsonObject> rows) {
        var lanes = new ArrayList<Lane>();
        for (var row : rows.reversed()) {
            if (!row.getString("fault").equals(FAULT)) continue;
            timeline(row).ifPresent(timeline -> {
                lanes.add(Lane.of(row.getString("contestant") + ", kept", timeline, "kept"));
                lanes.add(Lane.of(row.getString("contestant") + ", new", timeline, "fresh"));
            });
        }
        return lanes;
    }

    private static Optional<JsonObject> timeline(JsonObject row) {
        return FailoverTables.objects(row, "each").stream()
                .flatMap(each -> Optional.ofNullable(each.getJsonObject("timeline")).stream())
                .findFirst();
    }

    private static XYChart chart(List<Lane> lanes) {
        var chart = Looks.lines(
                "Requests around the death of an owner, by when they began: on new and on kept connections",
                "ms since the owner was killed",
                "");
        marks(chart, "answered", lanes);
        marks(chart, "failed", lanes);
        chart.getStyler()
                .setXAxisMin((double) FROM_MS)
                .setXAxisMax((double) TO_MS)
                .setYAxisMin(0.0)
                .setYAxisMax(lanes.size() + 1.0)
                .setYAxisTickMarkSpacingHint(TICKS);
        chart.setCustomYAxisTickLabelsFormatter(at -> {
            int lane = (int) Math.round(at);
            return at == lane && lane >= 1 && lane <= lanes.size()
                    ? lanes.get(lane - 1).name()
                    : " ";
        });
        return chart;
    }

    private static void marks(XYChart chart, String what, List<Lane> lanes) {
        var moments = new ArrayList<Double>();
        var heights = new ArrayList<Double>();
        for (int i = 0; i < lanes.size(); i++) {
            var lane = lanes.get(i);
            for (double at : what.equals("failed") ? lane.failed() : lane.answered()) {
                moments.add(at);
                heights.add(i + 1.0);
            }
        }
        if (moments.isEmpty()) return;
        XYSeries series = chart.addSeries(what, moments, heights);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        series.setMarker(SeriesMarkers.SQUARE);
        series.setMarkerColor(Looks.colour(what));
        chart.getStyler().setMarkerSize(MARKER);
    }
}
