package tandem.config;

import java.util.List;
import java.util.Optional;
import tandem.Pure;

/// A unit and how many of the smallest one it is.
///
/// @param symbol as it is written behind the number
/// @param factor number of the smallest units in it
@Pure
record Unit(String symbol, long factor) {

    /// Number and unit taken together, in smallest units; nothing when the text is anything else.
    static Optional<Long> parse(String text, List<Unit> units) {
        int split = 0;
        while (split < text.length() && Character.isDigit(text.charAt(split))) split++;
        var symbol = text.substring(split);
        var number = IntegerFormat.digits(text.substring(0, split));
        for (Unit unit : units) {
            if (unit.symbol.equals(symbol))
                return number.filter(n -> n <= Long.MAX_VALUE / unit.factor).map(n -> n * unit.factor);
        }
        return Optional.empty();
    }

    /// An amount in the largest unit that it is a whole number of.
    static String text(long amount, List<Unit> units) {
        var best = units.getFirst();
        for (Unit unit : units) {
            if (amount != 0 && amount % unit.factor == 0 && unit.factor > best.factor) best = unit;
        }
        return amount / best.factor + best.symbol;
    }
}
