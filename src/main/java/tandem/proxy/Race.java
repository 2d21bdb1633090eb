package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Outcome;

/// A request's first try and a second one beside it, since the first is slow: whichever is answered first is the
/// client's, and the other one is given up.
///
/// Only a request that may be repeated and has no body is hedged, and none of a session, whose backend would
/// change. A second try counts as an attempt, comes out of the retry budget, and takes a free place where
/// there is a queue, but never waits for one.
final class Race {
    private final Exchange exchange;
    private final Loop loop;
    private final Attempt first;
    private final Attempt second;

    private Race(Exchange exchange, Loop loop, Attempt first, Attempt second) {
        this.exchange = exchange;
        this.loop = loop;
        this.first = first;
        this.second = second;
    }

    /// Finds a second backend for a slow request; null where it may have none, or there is none.
    static @Nullable Race of(Exchange exchange, Loop loop, Attempt slow) {
        Way way = exchange.way();
        boolean plain = exchange.body() == null
                && exchange.isIdempotent()
                && !exchange.stream().head().upgrades();
        if (!plain || !exchange.counts() || way.session(exchange).route() != null) return null;
        Tries failed = exchange.tries();
        if (failed.failed() + 2 > loop.settings().limits().attempts()) return null;
        List<Backend> without = new ArrayList<>(failed.backends());
        without.add(slow.target().backend());
        if (way.choice().left(without) == 0) return null;
        Upstream.Target target = way.pick(without, exchange.stream(), exchange.handling());
        if (target == null) return null;
        RequestQueue queue = way.upstream().queue();
        if (!isAdmitted(way.budget(), queue, target, System.nanoTime())) return null;
        way.upstream().hedged();
        return new Race(exchange, loop, slow, new Attempt(exchange, loop, target, queue));
    }

    /// Takes a repetition out of the budget and a place at the backend, or neither.
    ///
    /// @param queue null where there are no places
    /// @param now   by the budget's clock
    static boolean isAdmitted(RetryBudget budget, @Nullable RequestQueue queue, Upstream.Target target, long now) {
        if (!budget.has(now)) return false;
        // Another event loop may take the last place at any moment; nobody else has to do with the budget.
        return (queue == null || queue.take(target)) && budget.withdraw(now);
    }

    void start() {
        Handling handling = exchange.handling();
        if (handling != null)
            handling.hedged(exchange.way().upstream().name(), second.target().backend());
        second.startSecond();
    }

    /// One is answered: the other is given up, which by itself says nothing of its backend.
    void wonBy(Attempt winner) {
        Attempt loser = other(winner);
        boolean outrun = winner.equals(second) && first.place().isTaken();
        Failure failure = outrun ? outrun(System.nanoTime()) : null;
        loser.cancel();
        if (failure != null)
            exchange.way().upstream().health().attempted(loser.target().backend(), new Outcome.Failed(failure));
        if (winner.equals(second)) exchange.way().upstream().hedgeWon();
        goesOn(winner);
    }

    /// The first try has been sent before the second one, and is not answered yet.
    private @Nullable Failure outrun(long now) {
        long sent = first.place().since();
        exchange.way().firstTry(now - sent);
        long silent = first.target().load().outrun(sent, now) - loop.lateness().since(sent);
        return exchange.way().patience().outrun(silent, now - second.place().since());
    }

    /// One has failed.
    ///
    /// @return the other one, which goes on
    Attempt lostBy(Attempt loser) {
        Attempt left = other(loser);
        goesOn(left);
        return left;
    }

    private void goesOn(Attempt left) {
        Handling handling = exchange.handling();
        if (handling != null) handling.goesOn(left.target().backend());
    }

    Attempt other(Attempt one) {
        return one.equals(first) ? second : first;
    }
}
