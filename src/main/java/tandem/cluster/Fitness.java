package tandem.cluster;

import java.util.List;
import tandem.Pure;

/// Whether a node can serve real requests now.
@Pure
public sealed interface Fitness {

    /// It can.
    record Fit() implements Fitness {}

    /// It cannot; a fit node is preferred, but where there is none an unfit owner keeps the VIP.
    ///
    /// @param reasons at least one, each a line for a person ("no healthy backend in pool tomcat")
    record Unfit(List<String> reasons) implements Fitness {
        public Unfit {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) throw new IllegalArgumentException("an unfit node says why");
        }
    }

    /// It is stopping in good order: it never claims, and gives a VIP up as soon as another claims it.
    record Leaving() implements Fitness {}

    /// It never serves: it is heard, and stands by others, so that two nodes are not alone with each other.
    record Witness() implements Fitness {}

    /// One line for logs and status.
    default String text() {
        return switch (this) {
            case Fit() -> "fit";
            case Unfit(var reasons) -> "unfit: " + String.join("; ", reasons);
            case Leaving() -> "leaving";
            case Witness() -> "a witness";
        };
    }
}
