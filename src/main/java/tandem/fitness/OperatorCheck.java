package tandem.fitness;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import tandem.Pure;

/// A check of the operator's own, as keepalived's `vrrp_script`: a node that fails it is unfit.
///
/// @param name     unique; `checks[].name`
/// @param probe    what is done
/// @param interval from one start to the next one, 100 ms to 1 h. `checks[].interval`, default 2 s
/// @param timeout  for the whole of it, 10 ms to 1 h and at most the interval. `checks[].timeout`, default 1
///                 s
/// @param rise     successes in a row after which it counts as passed again, 1 to 100. `checks[].rise`,
///                 default 2
/// @param fall     failures in a row after which the node is unfit, 1 to 100; the very first result decides
///                 alone. `checks[].fall`, default 3
@Pure
public record OperatorCheck(String name, Probe probe, Duration interval, Duration timeout, int rise, int fall) {
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(2);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);
    public static final int DEFAULT_RISE = 2;
    public static final int DEFAULT_FALL = 3;

    public OperatorCheck {
        if (name.isBlank()) throw new IllegalArgumentException("a check needs a name");
        Limits.duration("interval", interval, Duration.ofMillis(100));
        Limits.duration("timeout", timeout, Duration.ofMillis(10));
        if (timeout.compareTo(interval) > 0)
            throw new IllegalArgumentException("timeout must end before the next check begins");
        Limits.number("rise", rise, 1, Limits.MOST_IN_A_ROW);
        Limits.number("fall", fall, 1, Limits.MOST_IN_A_ROW);
    }

    /// What is done.
    public sealed interface Probe {

        /// A program that ends with status 0. No shell reads it; its output goes nowhere, but for the last
        /// line of its errors.
        ///
        /// @param words the program and its arguments. `checks[].command`
        record Command(List<String> words) implements Probe {
            public Command {
                words = List.copyOf(words);
                if (words.isEmpty()) throw new IllegalArgumentException("command needs a program");
            }
        }

        /// A GET request that is answered with a status of 200 to 399; redirections are not followed.
        ///
        /// @param url `http` or `https`. `checks[].http`
        record Http(URI url) implements Probe {}
    }

    Standing.Thresholds thresholds() {
        return new Standing.Thresholds(rise, fall);
    }
}
