package tandem.bench.report;

import java.awt.Dimension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.internal.chartpart.Chart;
import tandem.bench.host.BenchFailed;

/// Writes a chart as SVG.
public final class Svg {
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private Svg() {}

    /// Draws it with its own size; the text stays text.
    public static void write(Chart<?, ?> chart, Path file) {
        // There is no screen, nor need there be one.
        System.setProperty("java.awt.headless", "true");
        try {
            var document = DocumentBuilderFactory.newNSInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
            var context = SVGGeneratorContext.createDefault(document);
            context.setComment("Written by bench/run publish");
            var graphics = new SVGGraphics2D(context, false);
            graphics.setSVGCanvasSize(new Dimension(chart.getWidth(), chart.getHeight()));
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (var writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                graphics.stream(writer, true);
            }
        } catch (ParserConfigurationException | IOException | UncheckedIOException e) {
            throw new BenchFailed(file + " cannot be drawn", e);
        }
    }
}
