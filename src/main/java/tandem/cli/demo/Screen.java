package tandem.cli.demo;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/// What the demo prints: coloured on a terminal, plain elsewhere. Lines from several threads never mix.
final class Screen {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    /// A line of a node's log: date, time, level, room, message.
    private static final Pattern LOG = Pattern.compile("^\\S+ (\\S+) (\\w+)\\s+(\\S+)\\s+(.*)$");

    private Screen() {}

    static void say(String line) {
        synchronized (Screen.class) {
            System.out.println(line);
            System.out.flush();
        }
    }

    static void styled(String style, String line) {
        say(
                Ansi.AUTO.enabled()
                        ? Ansi.Style.on(Ansi.Style.parse(style)) + line + Ansi.Style.off(Ansi.Style.parse(style))
                        : line);
    }

    static void started(String name, String host, int port) {
        say("  " + pad(name, 16) + host + ":" + port + "  ok");
    }

    /// A line that a node logged.
    static void event(String node, String line) {
        var log = LOG.matcher(line);
        if (!log.matches()) {
            say(pad("", 13) + pad(node, 10) + line);
            return;
        }
        var text = log.group(1) + " " + pad(node, 10) + log.group(4);
        switch (log.group(2)) {
            case "WARN" -> styled("yellow", text);
            case "ERROR" -> styled("red", text);
            default -> say(text);
        }
    }

    static void outage(String what) {
        styled("bold,cyan", now() + " " + pad("clients", 10) + what);
    }

    static void ended(String what) {
        styled("bold", now() + " " + pad("demo", 10) + what);
    }

    private static String now() {
        return LocalTime.now(ZoneId.systemDefault()).format(TIME);
    }

    static String pad(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }
}
