package tandem.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A table, for a terminal or in Markdown.
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(List<String> head) {
        rows.add(List.copyOf(head));
    }

    /// A row.
    ///
    /// @throws IllegalArgumentException if there are more or fewer cells than in the head
    public void add(String... cells) {
        if (cells.length != rows.getFirst().size())
            throw new IllegalArgumentException(cells.length + " cells: " + Arrays.toString(cells));
        rows.add(List.of(cells));
    }

    /// Columns of equal width.
    public String plain() {
        int[] widths = new int[rows.getFirst().size()];
        for (var row : rows)
            for (int i = 0; i < widths.length; i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        return rows.stream()
                .map(row -> IntStream.range(0, widths.length)
                        .mapToObj(i -> i == 0 ? left(row.get(i), widths[i]) : right(row.get(i), widths[i], i))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String left(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }

    private String right(String cell, int width, int column) {
        boolean text = column == rows.getFirst().size() - 1;
        return text ? left(cell, width) : " ".repeat(width - cell.length()) + cell;
    }

    /// As GitHub shows it; the first and the last column are text, the others figures.
    public String markdown() {
        int last = rows.getFirst().size() - 1;
        var lines = rows.stream().map(Table::line).collect(Collectors.toCollection(ArrayList::new));
        lines.add(
                1,
                IntStream.rangeClosed(0, last)
                        .mapToObj(i -> i == 0 || i == last ? "---" : "---:")
                        .collect(Collectors.joining(" | ", "| ", " |")));
        return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> row) {
        return row.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |"));
    }
}
