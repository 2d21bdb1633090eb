package tandem.vip;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tandem.cluster.Election;
import tandem.cluster.Handovers;
import tandem.cluster.Member;
import tandem.cluster.View;

/// The owner's side of one planned move of one VIP, on the HA thread.
///
/// It offers the VIP to a successor that hands packets back, and after the move keeps the connections that it has
/// until they end. Where that cannot be had, or is not answered in time, it first sends the clients off and
/// then offers the VIP as it is. Each step has a limit, and in the end the VIP has moved or stays.
final class Giving {
    /// For a successor to prepare and to claim. That takes it tens of milliseconds, and half a second where the
    /// processors are overloaded; one that fails is heard of sooner.
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    /// Clients and switches that missed the first announcement of the new owner have heard another one by then.
    static final Duration SHORTEST_LINGER = Duration.ofSeconds(1);

    /// Well within the shortest lease there is.
    private static final Duration RENEW_EVERY = Duration.ofMillis(250);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration LOOK_FOR_QUIET_EVERY = Duration.ofMillis(5);

    private final Wish wish;
    private final Parts parts;
    private final HaThread ha;
    private final CompletableFuture<HandoverOutcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private Phase phase = Phase.PREPARING;
    private Handovers.@Nullable Offer offer;
    private String without = "";
    private Clients.Open open = new Clients.Open(0, 0);
    private Duration notBefore = Duration.ZERO;

    /// @param to      the successor
    /// @param term    at which this node holds the VIP
    /// @param drain   how long connections may live on, or how long requests may take before a move that ends them
    /// @param number  the offer's number; the next one is free for a second offer
    record Wish(String to, long term, Duration drain, long number) {}

    /// What a move works with.
    ///
    /// @param address  by which the data path knows the clients of the VIP; empty where a move ends no connection
    ///                 anyway
    record Parts(String vip, Optional<String> address, HandBack handBack, Clients clients, HandoverHost host) {}

    private enum Phase {
        PREPARING("preparing"),
        OFFERED("offered"),
        DRAINING("draining"),
        OFFERED_PLAINLY("offered"),
        LINGERING("connections live on here"),
        OVER("over");

        private final String text;

        Phase(String text) {
            this.text = text;
        }
    }

    Giving(Wish wish, Parts parts, HaThread ha) {
        this.wish = wish;
        this.parts = parts;
        this.ha = ha;
    }

    /// Moved, or stays; bounded in time.
    CompletableFuture<HandoverOutcome> outcome() {
        return outcome;
    }

    /// Nothing is left of the move; bounded in time.
    CompletableFuture<Void> over() {
        return over;
    }

    String text() {
        return "to " + wish.to() + ": " + phase.text
                + (phase == Phase.LINGERING ? ", " + open.connections() + " of them" : "");
    }

    void begin() {
        if (parts.address().isEmpty()) {
            offerPlainly();
            return;
        }
        Optional<String> unavailable = parts.handBack().unavailable();
        if (unavailable.isPresent()) {
            drainFirst(unavailable.get());
            return;
        }
        ha.later(ANSWER_WITHIN, () -> {
            if (phase == Phase.PREPARING || phase == Phase.OFFERED)
                drainFirst("no answer within " + Phrases.span(ANSWER_WITHIN));
        });
        ha.whenDone(parts.handBack()::keep, failure -> {
            if (phase != Phase.PREPARING) return;
            if (failure != null) {
                drainFirst(HaThread.line(failure));
                return;
            }
            offer(Phase.OFFERED, wish.number(), parts.handBack().linkAddress());
            ha.later(RENEW_EVERY, this::keepOn);
        });
    }

    /// From when it is kept on: the lease may be shorter than the successor's answer takes.
    private void keepOn() {
        if (phase != Phase.OFFERED && phase != Phase.LINGERING) return;
        attempt("to keep", parts.handBack().renew());
        ha.later(RENEW_EVERY, this::keepOn);
    }

    void onView(View view) {
        if (phase == Phase.OVER) return;
        Optional<Member> owner = Election.owner(view, parts.vip());
        boolean own = owner.filter(member -> member.name().equals(view.self())).isPresent();
        if (phase == Phase.LINGERING) {
            // It came back, by another planned move or because the successor is gone.
            if (own) end();
        } else if (own && view.me().term(parts.vip()) == wish.term()) {
            stillOwner(view);
        } else if (owner.isPresent() && !own) {
            moved(owner.get().name());
        } else {
            stay("the cluster decided otherwise meanwhile");
        }
    }

    /// Ends whatever is left of it.
    void abort(String why) {
        if (phase == Phase.LINGERING) end();
        else if (phase != Phase.OVER) stay(why);
    }

    private void stillOwner(View view) {
        Optional<Member> successor = view.member(wish.to());
        if (successor.isEmpty()) {
            stay(wish.to() + " is gone");
        } else if (!successor.get().fit()) {
            stay(wish.to() + " is " + successor.get().fitness().text());
        } else if (phase == Phase.OFFERED) {
            Handovers.Answer answer = successor.get().handovers().answers().get(parts.vip());
            if (answer != null && offer != null && answer.is(view.self(), offer) && !answer.prepared())
                drainFirst(wish.to() + ": " + answer.reason());
        }
    }

    private void offer(Phase next, long number, String handBackTo) {
        phase = next;
        Handovers.Offer made = new Handovers.Offer(wish.to(), number, wish.term(), handBackTo);
        offer = made;
        parts.host().offer(parts.vip(), Optional.of(made));
    }

    private void drainFirst(String why) {
        without = why;
        ha.log().info("vip {}: draining before it moves, for connections cannot live on: {}", parts.vip(), why);
        withdraw();
        phase = Phase.DRAINING;
        parts.address().ifPresent(parts.clients()::sendOff);
        // Not by the looks: the data path may be what does not answer.
        ha.later(wish.drain(), () -> {
            if (phase == Phase.DRAINING) offerPlainly();
        });
        var quiet = new QuietMoment(ha.now(), wish.drain());
        look(LOOK_FOR_QUIET_EVERY, Phase.DRAINING, () -> {
            if (quiet.isNow(open.inFlight(), ha.now())) offerPlainly();
        });
    }

    private void offerPlainly() {
        offer(Phase.OFFERED_PLAINLY, wish.number() + 1, "");
        ha.later(ANSWER_WITHIN, () -> {
            if (phase == Phase.OFFERED_PLAINLY)
                stay(wish.to() + " did not take it within " + Phrases.span(ANSWER_WITHIN));
        });
    }

    private void moved(String to) {
        boolean handsBack = phase == Phase.OFFERED && to.equals(wish.to());
        if (handsBack) linger();
        int cut = handsBack || parts.address().isEmpty() ? 0 : open.connections();
        String how = handsBack
                ? "no connection is cut"
                : parts.address().isEmpty()
                        ? "connections live on here"
                        : cut + " connections were cut, with " + open.inFlight() + " requests under way" + because();
        String text = to + " has it; " + how;
        ha.log().info("vip {}: handed over: {}", parts.vip(), text);
        outcome.complete(new HandoverOutcome.Moved(to, handsBack, cut, text));
        if (!handsBack) end();
    }

    private String because() {
        return without.isEmpty() ? "" : " (" + without + ")";
    }

    private void linger() {
        phase = Phase.LINGERING;
        notBefore = ha.now().plus(SHORTEST_LINGER);
        // The address is about to leave its device.
        attempt("to keep", parts.handBack().renew());
        parts.address().ifPresent(parts.clients()::sendOff);
        ha.whenDone(parts.handBack()::yielded, failure -> {
            // This kernel goes on answering for the address, and would draw the clients back.
            if (failure != null) cut("since this node cannot fall silent about the address: " + HaThread.line(failure));
        });
        ha.later(wish.drain(), () -> cut("at the limit"));
        look(LOOK_EVERY, Phase.LINGERING, () -> {
            if (open.connections() == 0 && ha.now().compareTo(notBefore) >= 0) end();
        });
    }

    private void cut(String why) {
        if (phase != Phase.LINGERING) return;
        if (open.connections() > 0)
            ha.log().warn("vip {}: {} connections are cut {}", parts.vip(), open.connections(), why);
        end();
    }

    /// Counts the clients, then does something; and so on while the phase lasts.
    private void look(Duration every, Phase in, Runnable then) {
        if (parts.address().isEmpty()) return;
        CompletableFuture<Void> counted = parts.clients()
                .open(parts.address().get())
                .thenAccept(now -> ha.execute(() -> open = now))
                .toCompletableFuture();
        ha.whenDone(() -> counted, failure -> {
            if (phase != in) return;
            if (failure == null) then.run();
            else ha.log().debug("the data path does not say who is connected", failure);
            ha.later(every, () -> {
                if (phase == in) look(every, in, then);
            });
        });
    }

    private void stay(String why) {
        ha.log().warn("vip {}: not handed over: {}", parts.vip(), why);
        outcome.complete(new HandoverOutcome.Stays(why));
        end();
    }

    private void end() {
        phase = Phase.OVER;
        withdraw();
        parts.address().ifPresent(parts.clients()::welcome);
        outcome.complete(new HandoverOutcome.Stays("it was ended"));
    }

    private void withdraw() {
        offer = null;
        parts.host().offer(parts.vip(), Optional.empty());
        ha.whenDone(parts.handBack()::drop, failure -> {
            if (failure != null)
                ha.log().warn("vip {}: what was kept is not removed: {}", parts.vip(), HaThread.line(failure));
            if (phase == Phase.OVER) over.complete(null);
        });
    }

    private void attempt(String what, CompletionStage<Void> call) {
        ha.whenDone(() -> call, failure -> {
            if (failure != null)
                ha.log().warn("vip {}: failed {} the address: {}", parts.vip(), what, HaThread.line(failure));
        });
    }
}
