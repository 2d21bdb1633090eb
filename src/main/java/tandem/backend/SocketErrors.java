package tandem.backend;

import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.regex.Pattern;
import tandem.Pure;

/// What the system says of a connection that cannot be had, in words that an operator knows.
///
/// The native transport tells of it as `finishConnect(..) failed with error(-111): /10.0.0.1:8080`, with or without the
/// system's own phrase, and Java as `Connection refused`.
@Pure
public final class SocketErrors {
    private static final Pattern NUMBER = Pattern.compile("error\\(-?(\\d{1,4})\\)");

    /// By Linux's errno.
    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(1, "not permitted"),
            Map.entry(11, "no local port is free"),
            Map.entry(13, "permission denied"),
            Map.entry(23, "too many open files"),
            Map.entry(24, "too many open files"),
            Map.entry(32, "connection closed"),
            Map.entry(99, "no local port is free"),
            Map.entry(101, "network unreachable"),
            Map.entry(103, "connection aborted"),
            Map.entry(104, "connection reset"),
            Map.entry(110, "connection timed out"),
            Map.entry(111, "connection refused"),
            Map.entry(112, "host is down"),
            Map.entry(113, "no route to host"));

    /// By what the system's phrases contain, in lower case.
    private static final Map<String, Integer> PHRASES = Map.ofEntries(
            Map.entry("operation not permitted", 1),
            Map.entry("permission denied", 13),
            Map.entry("too many open files", 24),
            Map.entry("broken pipe", 32),
            Map.entry("cannot assign requested address", 99),
            Map.entry("network is unreachable", 101),
            Map.entry("software caused connection abort", 103),
            Map.entry("connection reset", 104),
            Map.entry("connection timed out", 110),
            Map.entry("connection refused", 111),
            Map.entry("host is down", 112),
            Map.entry("no route to host", 113));

    private SocketErrors() {}

    /// A message in plain words; as it is where they are not known.
    public static String words(String message) {
        var number = NUMBER.matcher(message);
        if (number.find()) {
            String known = WORDS.get(Integer.parseInt(number.group(1)));
            if (known != null) return known;
        }
        String lower = message.toLowerCase(Locale.ROOT);
        return PHRASES.entrySet().stream()
                .filter(phrase -> lower.contains(phrase.getKey()))
                .map(Entry::getValue)
                .map(WORDS::get)
                .findFirst()
                .orElse(message);
    }

    /// Whether this host has no file or no local port left: nothing that a backend could be blamed for.
    public static boolean isShortage(String message) {
        String words = words(message);
        return words.equals(WORDS.get(24)) || words.equals(WORDS.get(99));
    }
}
