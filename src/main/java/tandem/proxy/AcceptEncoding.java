package tandem.proxy;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import tandem.Pure;

/// What a client says of the encodings that it takes (RFC 9110 §12.5.3).
@Pure
final class AcceptEncoding {
    private static final double NOT_SAID = -1;
    private static final String GZIP = "gzip";
    /// What it is called, too; of those that are offered here no other one has a second name (RFC 9110 §8.4.1.3).
    private static final String X_GZIP = "x-gzip";

    private AcceptEncoding() {}

    /// Whether gzip is taken, and none at all is not liked better.
    ///
    /// @param fields the values of all fields of the name
    static boolean takesGzip(List<String> fields) {
        return weight(fields, GZIP) > 0;
    }

    /// Those of some encodings that are taken, and that none at all is not liked better than; what is
    /// liked best first, and of equals the order stays.
    ///
    /// @param fields the values of all fields of the name
    static <T> List<T> best(List<String> fields, List<T> offered, Function<T, String> coding) {
        return offered.stream()
                .map(one -> Map.entry(one, weight(fields, coding.apply(one))))
                .filter(weighed -> weighed.getValue() > 0)
                .sorted(Comparator.comparingDouble(weighed -> -weighed.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// 0 where it is not taken.
    private static double weight(List<String> fields, String coding) {
        double own = NOT_SAID;
        double identity = NOT_SAID;
        double others = NOT_SAID;
        for (String field : fields) {
            for (String element : field.toLowerCase(Locale.ROOT).split(",", -1)) {
                String[] parts = element.split(";", -1);
                double weight = weight(parts);
                String name = parts[0].strip();
                if (name.equals(coding) || (coding.equals(GZIP) && name.equals(X_GZIP))) own = Math.max(own, weight);
                else if (name.equals("identity")) identity = Math.max(identity, weight);
                else if (name.equals("*")) others = Math.max(others, weight);
            }
        }
        double taken = own == NOT_SAID ? others : own;
        return taken > 0 && taken >= identity ? taken : 0;
    }

    /// What is malformed is not taken.
    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (!parameter.startsWith("q=")) continue;
            String value = parameter.substring(2);
            return value.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?") ? Double.parseDouble(value) : 0;
        }
        return 1;
    }
}
