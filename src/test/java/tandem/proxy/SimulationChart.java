package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tandem.balance.Algorithm;
import tandem.proxy.PoolSimulation.Result;

/// One figure of the simulation, by scenario and algorithm, as a picture: bars in groups, written as text, so that the
/// same figures give the same bytes on every machine.
///
/// @param file    its name
/// @param figures a line for each scenario, of what each algorithm makes of it
record SimulationChart(String file, String title, String unit, List<Line> figures) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int LEFT = 50;
    private static final int TOP = 40;
    private static final int HEIGHT = 300;
    private static final int GROUP = 84;
    private static final int LEGEND = 160;
    private static final int NAMES = 110;
    private static final List<String> COLORS = List.of(
            "#1b6ca8", "#e08e0b", "#3a9d5d", "#b8324f", "#7a5ea8", "#5b6770", "#12a5a5", "#c06c9c", "#8a6d3b",
            "#2f4858");

    /// A scenario.
    record Line(String scenario, List<Double> values) {}

    static List<SimulationChart> all(Map<String, Map<Algorithm, Result>> results) {
        return List.of(
                of(
                        results,
                        "pools-success.svg",
                        "Requests answered in time",
                        "%",
                        result -> 100.0 * (result.requests() - result.failed()) / result.requests()),
                of(
                        results,
                        "pools-p50.svg",
                        "Half of the answers took at most",
                        "ms",
                        result -> result.p50() / NANOS_PER_MILLI),
                of(
                        results,
                        "pools-p99.svg",
                        "99 in 100 answers took at most",
                        "ms",
                        result -> result.p99() / NANOS_PER_MILLI),
                of(
                        results,
                        "pools-t2.svg",
                        "Requests answered by t2, of which the scenarios tell",
                        "%",
                        result -> 100.0
                                * result.served().get(1)
                                / result.served().stream()
                                        .mapToInt(Integer::intValue)
                                        .sum()));
    }

    private static SimulationChart of(
            Map<String, Map<Algorithm, Result>> results,
            String file,
            String title,
            String unit,
            ToDoubleFunction<Result> figure) {
        List<Line> lines = new ArrayList<>();
        results.forEach((scenario, all) -> lines.add(new Line(
                scenario, all.values().stream().map(figure::applyAsDouble).toList())));
        return new SimulationChart(file, title, unit, lines);
    }

    /// The picture (SVG 1.1).
    String svg() {
        int width = LEFT + GROUP * figures.size() + LEGEND;
        double top = top();
        StringBuilder svg = new StringBuilder();
        svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        .formatted(width, TOP + HEIGHT + NAMES))
                .append(" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.append(text(LEFT, 20, "", "%s, %s".formatted(title, unit)));
        for (int i = 0; i <= 4; i++) {
            int y = y(top * i / 4, top);
            svg.append("<path d=\"M%d %dH%d\" stroke=\"#ddd\"/>\n".formatted(LEFT, y, width - LEGEND));
            svg.append(text(LEFT - 6, y + 4, " text-anchor=\"end\"", number(top * i / 4)));
        }
        for (int i = 0; i < figures.size(); i++) group(svg, i, top);
        List<Algorithm> algorithms = List.of(Algorithm.values());
        for (int i = 0; i < algorithms.size(); i++) {
            int y = TOP + 16 * i;
            svg.append("<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>\n"
                    .formatted(width - LEGEND + 10, y, color(i)));
            svg.append(text(width - LEGEND + 26, y + 9, "", PoolSimulationIT.name(algorithms.get(i))));
        }
        return svg.append("</svg>\n").toString();
    }

    private void group(StringBuilder svg, int index, double top) {
        Line line = figures.get(index);
        int left = LEFT + GROUP * index;
        double bar = (GROUP - 14.0) / line.values().size();
        for (int i = 0; i < line.values().size(); i++) {
            int y = y(line.values().get(i), top);
            svg.append("<rect x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" fill=\"%s\"><title>%s</title></rect>\n"
                    .formatted(
                            number(left + 7 + bar * i),
                            y,
                            number(bar - 1),
                            TOP + HEIGHT - y,
                            color(i),
                            number(line.values().get(i))));
        }
        String turned = " text-anchor=\"end\" transform=\"rotate(-30 %d %d)\"".formatted(left + 42, TOP + HEIGHT + 16);
        svg.append(text(left + 42, TOP + HEIGHT + 16, turned, line.scenario()));
    }

    private static String text(int x, int y, String more, String what) {
        return "<text x=\"%d\" y=\"%d\"%s>%s</text>\n".formatted(x, y, more, what);
    }

    private static String color(int index) {
        return COLORS.get(index % COLORS.size());
    }

    private static int y(double value, double top) {
        return TOP + HEIGHT - (int) Math.round(HEIGHT * value / top);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /// The end of the axis: 1, 2 or 5 times a power of ten, at or above the greatest value.
    private double top() {
        double most = figures.stream()
                .flatMap(line -> line.values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        double power = StrictMath.pow(10, StrictMath.floor(StrictMath.log10(Math.max(most, 1e-9))));
        for (int step : new int[] {1, 2, 5, 10}) if (most <= power * step) return power * step;
        return most;
    }
}
