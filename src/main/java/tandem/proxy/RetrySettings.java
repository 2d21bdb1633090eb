package tandem.proxy;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import tandem.backend.Failure;

/// When a pool's requests are sent again. What may be repeated at all is not a matter of settings: see [RetryPolicy].
///
/// @param budgetPercent part of the requests that may be repeated, 0 to 100: 0 for none, 100 for all.
///                      `retry.budget`, default 20 %
/// @param tryTimeout    for an answer's head, after which an idempotent request goes to another backend where there
///                      is one, and its backend has failed; 0 for never, else 10 ms to 1 h. `retry.try-timeout`,
///                      default never
/// @param on            the reasons to repeat. `retry.on`, default all
/// @param hedge         when a request gets a second try beside the first
/// @param onStatus      statuses of an answer that are a reason to ask another backend where there is one,
///                      400 to 599. `retry.on-status`, default none
public record RetrySettings(
        int budgetPercent, Duration tryTimeout, Set<RetryOn> on, HedgeSettings hedge, Set<Integer> onStatus) {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(1);

    public static final RetrySettings DEFAULT = new RetrySettings(20, Duration.ZERO, EnumSet.allOf(RetryOn.class));

    /// Without second tries beside the first.
    public RetrySettings(int budgetPercent, Duration tryTimeout, Set<RetryOn> on) {
        this(budgetPercent, tryTimeout, on, HedgeSettings.NEVER);
    }

    /// Whatever the status of an answer is.
    public RetrySettings(int budgetPercent, Duration tryTimeout, Set<RetryOn> on, HedgeSettings hedge) {
        this(budgetPercent, tryTimeout, on, hedge, Set.of());
    }

    public RetrySettings {
        if (budgetPercent < 0 || budgetPercent > 100)
            throw new IllegalArgumentException("retry.budget must be 0% to 100%, not " + budgetPercent + "%");
        boolean fits = tryTimeout.compareTo(SHORTEST) >= 0 && tryTimeout.compareTo(LONGEST) <= 0;
        if (!tryTimeout.isZero() && !fits)
            throw new IllegalArgumentException(
                    "retry.try-timeout must be 0 or 10 ms to 1 h, not " + tryTimeout.toMillis() + " ms");
        on = Set.copyOf(on);
        onStatus = Set.copyOf(onStatus);
        for (int status : onStatus)
            if (status < 400 || status > 599)
                throw new IllegalArgumentException("retry.on-status must be 400 to 599, not " + status);
    }

    /// Whether a failure of this kind is a reason to repeat.
    boolean covers(Failure.Kind kind) {
        if (kind == Failure.Kind.ERROR_STATUS) return !onStatus.isEmpty();
        for (RetryOn reason : on) if (reason.covers(kind)) return true;
        return false;
    }
}
