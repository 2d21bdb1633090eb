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
/// Only a request that may be repeated and has no body is hedged, and none of a session, whose backend would change. A
/// second try comes out of the retry budget, and takes a free place where there is a queue, but never waits for one.
final class Race {
    private final Exchange exchange;
    private final Attempt first;
    private final Attempt second;

    private Race(Exchange exchange, Attempt first, Attempt second) {
        this.exchange = exchange;
        this.first = first;
        this.second = second;
    }

    /// Finds a second backend for a slow request; null where it may have none, or there is none.
    ///
    /// @param tried backends on which the request has failed
    static @Nullable Race of(Exchange exchange, Loop loop, Attempt slow, List<Backend> tried) {
        Way way = exchange.way();
        boolean plain = exchange.body() == null
                && exchange.isIdempotent()
                && !exchange.stream().head().upgrades();
        if (!plain || !exchange.counts() || way.session(exchange).route() != null) return null;
        List<Backend> without = new ArrayList<>(tried);
        without.add(slow.target().backend());
        if (way.choice().left(without) == 0) return null;
        Upstream.Target target = way.pick(without, exchange.stream(), exchange.handling());
        if (target == null) return null;
        RequestQueue queue = way.upstream().queue();
        if (queue != null && queue.isFull(target)) return null;
        if (!way.budget().withdraw(System.nanoTime())) return null;
        if (queue != null && !queue.take(target)) return null;
        way.upstream().hedged();
        return new Race(exchange, slow, new Attempt(exchange, loop, target, queue));
    }

    void start() {
        Handling handling = exchange.handling();
        if (handling != null)
            handling.hedged(exchange.way().upstream().name(), second.target().backend());
        second.start(false);
    }

    /// One is answered: the other is given up, which says nothing of its backend.
    void wonBy(Attempt winner) {
        Attempt loser = other(winner);
        loser.cancel();
        Backend left = loser.target().backend();
        exchange.way()
                .upstream()
                .health()
                .attempted(left, new Outcome.Failed(new Failure(Failure.Kind.CLIENT_GONE, "another one was quicker")));
        if (winner.equals(second)) exchange.way().upstream().hedgeWon();
        goesOn(winner);
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
