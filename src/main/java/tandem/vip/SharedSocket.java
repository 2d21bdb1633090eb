package tandem.vip;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mode socket: whichever node is active binds the shared address and port.
///
/// The old owner of a healthy pair lets go as soon as it hears of the new claim, a moment after the new owner first
/// tries. So a refused bind is tried again for a while before the claim fails. The kernel's refusals are not told
/// apart further (their text depends on the locale): a port that may not be bound at all is reported after the same
/// while.
///
/// Confined to the HA thread.
public final class SharedSocket implements AddressDriver {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSocket.class);

    /// Pause between two tries.
    static final Duration RETRY_EVERY = Duration.ofMillis(20);

    /// How long a claim goes on trying: longer than a live owner needs to let go.
    static final Duration RETRY_FOR = Duration.ofSeconds(3);

    private final String address;
    private final SharedListener listener;
    private final HaThread ha;
    private @Nullable Attempt attempt;

    public SharedSocket(VipSettings.Mode.Socket mode, SharedListener listener, ScheduledExecutorService ha) {
        this(mode, listener, HaThread.of(ha, LOG));
    }

    SharedSocket(VipSettings.Mode.Socket mode, SharedListener listener, HaThread ha) {
        this.address = mode.text();
        this.listener = listener;
        this.ha = ha;
    }

    /// One claim, from its first try to its result.
    private static final class Attempt {
        final CompletableFuture<Void> result = new CompletableFuture<>();
        final Duration until;
        boolean givenUp;

        Attempt(Duration until) {
            this.until = until;
        }

        void fail(String message, @Nullable Throwable cause) {
            result.completeExceptionally(new AddressException(message, cause));
        }
    }

    @Override
    public CompletionStage<Void> claim() {
        Attempt started = new Attempt(ha.now().plus(RETRY_FOR));
        attempt = started;
        bind(started);
        return started.result.minimalCompletionStage();
    }

    private void bind(Attempt current) {
        if (current.givenUp) current.fail("the claim of " + address + " was given up", null);
        else ha.whenDone(listener::bind, failure -> bound(current, failure));
    }

    private void bound(Attempt current, @Nullable Throwable failure) {
        if (failure == null) {
            current.result.complete(null);
        } else if (refusedBySystem(failure) && ha.now().compareTo(current.until) < 0) {
            ha.alarm(ha.now().plus(RETRY_EVERY), () -> bind(current));
        } else {
            current.fail("cannot listen on " + address + ": " + deepest(failure), failure);
        }
    }

    @Override
    public CompletionStage<Void> release() {
        CompletableFuture<Void> released = new CompletableFuture<>();
        CompletionStage<Void> claimed = CompletableFuture.completedStage(null);
        if (attempt != null) {
            attempt.givenUp = true;
            claimed = attempt.result;
        }
        CompletionStage<Void> ended = claimed;
        // Whatever came of the claim, its result is out before this one's.
        ha.whenDone(() -> ended, _ -> ha.whenDone(listener::unbind, failure -> unbound(released, failure)));
        return released.minimalCompletionStage();
    }

    private void unbound(CompletableFuture<Void> released, @Nullable Throwable failure) {
        if (failure == null) released.complete(null);
        else
            released.completeExceptionally(
                    new AddressException("cannot stop listening on " + address + ": " + deepest(failure), failure));
    }

    @Override
    public void close() {}

    private static boolean refusedBySystem(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof IOException) return true;
        return false;
    }

    private static String deepest(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) cause = cause.getCause();
        return HaThread.line(cause);
    }
}
