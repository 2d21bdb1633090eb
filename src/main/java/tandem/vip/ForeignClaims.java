package tandem.vip;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Another host that claims on the network what this node holds: it is contested at once, and a problem for a
/// person when it lasts. It does not make the node unfit, since to move the VIP would not cure it.
///
/// What a takeover in good order looks like on the network must not be mistaken for it:
///
///  - An old owner hears the announcement of its successor before the claim reaches it through the cluster.
///    So a claim on the network counts after [#DOUBT], if the VIP is still held then; else the old owner
///    would call the clients back.
///  - A new owner finds that the frozen or slow old one still answers for the address, for a lease at most.
///    Until that is over, to announce again is all there is to do.
///
/// Confined to the HA thread, but for [#heard].
final class ForeignClaims {
    /// In the cluster a claim is heard within this time.
    static final Duration DOUBT = Duration.ofMillis(250);

    /// Two hosts that fight for an address must not flood the link.
    static final Duration ANSWER_EVERY = Duration.ofSeconds(1);

    /// Nobody claims it any more when nobody has for so long.
    static final Duration QUIET = Duration.ofSeconds(5);

    private static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    private final String title;
    private final HaThread ha;
    private final Duration grace;
    private final BooleanSupplier held;
    private final Consumer<String> contested;

    private Duration claimedAt = Duration.ZERO;
    private Duration heardAt = Duration.ZERO;
    private Duration answeredAt = ANSWER_EVERY.negated();
    private String latest = "";
    private boolean answering;
    private @Nullable String reported;

    /// @param title     of the VIP, for the log
    /// @param lease     how long an old owner may go on answering
    /// @param held      whether this node holds the VIP now
    /// @param contested told of a claim that counts, by whom
    ForeignClaims(String title, HaThread ha, Duration lease, BooleanSupplier held, Consumer<String> contested) {
        this.title = title;
        this.ha = ha;
        this.grace = lease.compareTo(LONGEST_GRACE) < 0 ? lease : LONGEST_GRACE;
        this.held = held;
        this.contested = contested;
    }

    /// Another host says that it has the address. From any thread.
    void heard(String other) {
        ha.execute(() -> {
            if (!held.getAsBoolean()) return;
            heardAt = ha.now();
            latest = other;
            if (answering) return;
            answering = true;
            Duration claim = claimedAt;
            Duration rest = answeredAt.plus(ANSWER_EVERY).minus(heardAt);
            ha.later(rest.compareTo(DOUBT) > 0 ? rest : DOUBT, () -> {
                answering = false;
                if (held.getAsBoolean() && claim.equals(claimedAt)) answer();
            });
        });
    }

    /// This node has added the address.
    void claimed() {
        claimedAt = ha.now();
    }

    private void answer() {
        answeredAt = ha.now();
        if (reported == null && heardAt.minus(claimedAt).compareTo(grace) >= 0) {
            reported = latest;
            ha.log().warn("{}: {}; announcing it again", title, text(latest));
        }
        contested.accept(latest);
    }

    /// What a person should know of it now; empty when all is quiet, or nothing is held here.
    Optional<String> problem() {
        if (!held.getAsBoolean()) reported = null;
        if (reported != null && ha.now().minus(heardAt).compareTo(QUIET) >= 0) {
            ha.log().info("{}: no other host has claimed the address for {}", title, Phrases.span(QUIET));
            reported = null;
        }
        return Optional.ofNullable(reported).map(_ -> text(latest));
    }

    private static String text(String other) {
        return "another host, " + other + ", claims the address too: two hosts answer for it";
    }
}
