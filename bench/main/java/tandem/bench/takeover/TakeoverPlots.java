package tandem.bench.takeover;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tandem.bench.report.Looks;
import tandem.bench.report.SettingText;
import tandem.bench.report.Svg;
import tandem.bench.takeover.Attempts.Step;

/// What a person looks at: the table, and the timeline of one takeover.
public final class TakeoverPlots {
    private TakeoverPlots() {}

    /// The part of a paper with all results of a file; draws its plot beside.
    ///
    /// @param folder for the plot
    /// @param link from the paper to that folder, as the beginning of a path
    public static String write(List<JsonObject> results, Path folder, String link) {
        if (results.isEmpty()) return "Not measured yet.";
        var first = results.getFirst();
        var moved = Moved.read(first.getJsonArray("takeovers").getJsonObject(0));
        var chart = Looks.lines(
                "One takeover: " + first.getString("id"),
                "ms since the owner was killed",
                "requests in each " + Moved.STEP_MILLIS + " ms");
        line(chart, "answered", moved.timeline(), Step::answered);
        line(chart, "failed", moved.timeline(), Step::failed);
        Svg.write(chart, folder.resolve("takeover.svg"));
        return SettingText.of(results) + "\n\n![one takeover](" + link + "takeover.svg)\n\n"
                + Moved.table(results).markdown();
    }

    private static void line(XYChart chart, String name, List<Step> steps, ToIntFunction<Step> figure) {
        var moments = IntStream.range(0, steps.size())
                .mapToObj(i -> (double) (i * Moved.STEP_MILLIS - Moved.BEFORE_MILLIS))
                .toList();
        var values = steps.stream().map(figure::applyAsInt).toList();
        XYSeries series = chart.addSeries(name, moments, values);
        series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Step);
        series.setLineColor(Looks.colour(name));
        series.setMarker(SeriesMarkers.NONE);
    }
}
