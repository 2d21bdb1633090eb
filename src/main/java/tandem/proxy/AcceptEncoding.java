package tandem.proxy;

import java.util.List;
import java.util.Locale;
import tandem.Pure;

/// What a client says of the encodings that it takes (RFC 9110 §12.5.3).
@Pure
final class AcceptEncoding {
    private static final double NOT_SAID = -1;

    private AcceptEncoding() {}

    /// Whether gzip is taken, and none at all is not liked better.
    ///
    /// @param fields the values of all fields of the name
    static boolean takesGzip(List<String> fields) {
        double gzip = NOT_SAID;
        double identity = NOT_SAID;
        double others = NOT_SAID;
        for (String field : fields) {
            for (String element : field.toLowerCase(Locale.ROOT).split(",", -1)) {
                String[] parts = element.split(";", -1);
                double weight = weight(parts);
                switch (parts[0].strip()) {
                    case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight);
                    case "identity" -> identity = Math.max(identity, weight);
                    case "*" -> others = Math.max(others, weight);
                    default -> {}
                }
            }
        }
        double taken = gzip == NOT_SAID ? others : gzip;
        return taken > 0 && taken >= identity;
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
