package tandem.vip;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.Pure;
import tandem.vip.OwnershipEvent.AnnounceFailed;
import tandem.vip.OwnershipEvent.Announced;
import tandem.vip.OwnershipEvent.ClaimFailed;
import tandem.vip.OwnershipEvent.Claimed;
import tandem.vip.OwnershipEvent.Contested;
import tandem.vip.OwnershipEvent.Decided;
import tandem.vip.OwnershipEvent.ReleaseFailed;
import tandem.vip.OwnershipEvent.Released;
import tandem.vip.OwnershipEvent.RenewFailed;
import tandem.vip.OwnershipEvent.Renewed;
import tandem.vip.OwnershipEvent.Stop;
import tandem.vip.OwnershipEvent.Tick;

/// What does not work on this node now, by operation.
///
/// A claim's trouble ends with the next claim that works. Nobody can tell without trying; and once another node has
/// the address, nobody tries. So it lapses too, when no claim was tried for a while: this node may have been unfit for
/// all its VIPs because of a claim long ago. The while doubles with each time that the next claim fails as
/// well, since a better node that takes its VIP back and fails costs the clients something.
@Pure
final class Troubles {
    static final Duration FIRST_LAPSE = Duration.ofMinutes(1);
    static final Duration LONGEST_LAPSE = Duration.ofHours(1);

    private final Map<Operation, String> open = new EnumMap<>(Operation.class);
    private Duration lapse = FIRST_LAPSE;
    private Duration failed = Duration.ZERO;

    void begin(Operation operation, String problem) {
        open.put(operation, problem);
    }

    void end(Operation operation) {
        open.remove(operation);
    }

    /// Takes in what has happened: what works again is no trouble any more.
    void follow(OwnershipEvent event) {
        switch (event) {
            case Claimed _ -> {
                end(Operation.CLAIM);
                end(Operation.RENEW);
                end(Operation.ANNOUNCE);
                end(Operation.RELEASE);
                lapse = FIRST_LAPSE;
            }
            case Renewed _ -> end(Operation.RENEW);
            case Announced _ -> end(Operation.ANNOUNCE);
            case Released _ -> {
                end(Operation.RENEW);
                end(Operation.ANNOUNCE);
                end(Operation.RELEASE);
            }
            case ClaimFailed(var at, var _) -> failed = at;
            case Tick(var at) -> lapse(at);
            case RenewFailed _, AnnounceFailed _, ReleaseFailed _, Decided _, Contested _, Stop _ -> {}
        }
    }

    private void lapse(Duration at) {
        if (!open.containsKey(Operation.CLAIM) || at.minus(failed).compareTo(lapse) < 0) return;
        end(Operation.CLAIM);
        Duration doubled = lapse.multipliedBy(2);
        lapse = doubled.compareTo(LONGEST_LAPSE) < 0 ? doubled : LONGEST_LAPSE;
    }

    /// All of it in a line; empty when there is none.
    Optional<String> text() {
        if (open.isEmpty()) return Optional.empty();
        return Optional.of(open.values().stream().distinct().collect(Collectors.joining("; ")));
    }

    /// Two problems in a line.
    static Optional<String> joined(Optional<String> one, Optional<String> other) {
        if (one.isEmpty()) return other;
        return Optional.of(one.get() + other.map(text -> "; " + text).orElse(""));
    }
}
