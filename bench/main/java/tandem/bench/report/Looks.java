package tandem.bench.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/// How charts look: on white, which dark pages show too; every contestant in its own colour, the same in each chart.
public final class Looks {
    private static final int WIDTH = 960;
    private static final int HEIGHT = 440;

    private Looks() {}

    /// Bars beside one another.
    public static CategoryChart bars(String title, String xAxis, String yAxis) {
        var chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        dress(chart.getStyler());
        chart.getStyler().setAvailableSpaceFill(0.85);
        return chart;
    }

    /// Lines.
    public static XYChart lines(String title, String xAxis, String yAxis) {
        var chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        dress(chart.getStyler());
        return chart;
    }

    private static void dress(AxesChartStyler styler) {
        var font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(new Color(0xDD, 0xDD, 0xDD));
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendFont(font);
        styler.setAxisTickLabelsFont(font);
        styler.setAxisTitleFont(font);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    }

    /// The colour of a contestant, or of anything else by its name.
    public static Color colour(String who) {
        return switch (who) {
            case "tandem" -> new Color(0xD9, 0x48, 0x01);
            case "nginx" -> new Color(0x1B, 0x7F, 0x3B);
            case "haproxy" -> new Color(0x2B, 0x6C, 0xB0);
            case "vertx" -> new Color(0x7B, 0x3F, 0xA0);
            case "undertow" -> new Color(0xB8, 0x86, 0x0B);
            case "answered" -> new Color(0x1B, 0x7F, 0x3B);
            case "failed" -> new Color(0xC5, 0x30, 0x30);
            default -> new Color(0x80, 0x80, 0x80);
        };
    }
}
