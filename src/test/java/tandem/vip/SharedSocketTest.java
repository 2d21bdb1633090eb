package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SharedSocketTest {
    private final ManualHaThread ha = new ManualHaThread();
    private final Listener listener = new Listener();
    private final SharedSocket socket =
            new SharedSocket(new VipSettings.Mode.Socket("127.0.0.1", 8080), listener, ha.clocked());
    private final List<String> told = new ArrayList<>();

    @Test
    void aFreePortIsBoundAtOnce() {
        tell("claim", socket.claim());
        ha.settle();
        assertThat(told).containsExactly("claim done");
        assertThat(listener.calls).containsExactly("bind");
    }

    @Test
    void aPortStillInUseIsTriedEvery20MillisecondsUntilItIsFree() {
        listener.failure = new BindException("Address already in use");
        tell("claim", socket.claim());
        ha.advance(Duration.ofMillis(99));
        assertThat(listener.calls).hasSize(5);
        assertThat(told).isEmpty();

        listener.failure = null;
        ha.advance(Duration.ofMillis(1));
        assertThat(told).containsExactly("claim done");
        assertThat(listener.calls).hasSize(6);
    }

    @Test
    void aPortThatStaysInUseFailsTheClaimAtTheLimit() {
        listener.failure = new IOException("wrapped", new BindException("Address already in use"));
        tell("claim", socket.claim());
        ha.advance(SharedSocket.RETRY_FOR.minusMillis(1));
        assertThat(told).isEmpty();
        ha.advance(SharedSocket.RETRY_EVERY);
        assertThat(told).containsExactly("claim failed: cannot listen on 127.0.0.1:8080: Address already in use");
        int tries = listener.calls.size();
        ha.advance(Duration.ofSeconds(1));
        assertThat(listener.calls).as("it has stopped trying").hasSize(tries);
    }

    @Test
    void whatIsNotTheSystemsRefusalFailsTheClaimAtOnce() {
        listener.failure = new IllegalStateException("the listener is closed");
        tell("claim", socket.claim());
        ha.settle();
        assertThat(told).containsExactly("claim failed: cannot listen on 127.0.0.1:8080: the listener is closed");
    }

    @Test
    void aReleaseGivesUpAClaimThatIsStillTrying() {
        listener.failure = new BindException("Address already in use");
        tell("claim", socket.claim());
        ha.advance(Duration.ofMillis(50));
        tell("release", socket.release());
        ha.advance(Duration.ofMillis(50));
        assertThat(told).containsExactly("claim failed: the claim of 127.0.0.1:8080 was given up", "release done");
        assertThat(listener.calls).endsWith("bind", "unbind");
    }

    @Test
    void aReleaseWaitsForABindThatIsUnderWay() {
        listener.slow = new CompletableFuture<>();
        tell("claim", socket.claim());
        tell("release", socket.release());
        ha.settle();
        assertThat(listener.calls).containsExactly("bind");

        listener.slow.complete(null);
        ha.settle();
        assertThat(told).containsExactly("claim done", "release done");
        assertThat(listener.calls).containsExactly("bind", "unbind");
    }

    @Test
    void whatWasReleasedCanBeClaimedAgain() {
        tell("claim", socket.claim());
        ha.settle();
        tell("release", socket.release());
        ha.settle();
        tell("claim", socket.claim());
        ha.settle();
        assertThat(told).containsExactly("claim done", "release done", "claim done");
    }

    @Test
    void aListenerThatCannotLetGoFailsTheRelease() {
        listener.unbindFailure = new IOException("cannot close");
        tell("release", socket.release());
        ha.settle();
        assertThat(told).containsExactly("release failed: cannot stop listening on 127.0.0.1:8080: cannot close");
    }

    private void tell(String what, CompletionStage<Void> result) {
        var _ = result.whenComplete((_, failure) -> ha.execute(
                () -> told.add(failure == null ? what + " done" : what + " failed: " + HaThread.line(failure))));
    }

    private static final class Listener implements SharedListener {
        final List<String> calls = new ArrayList<>();

        @Nullable
        Throwable failure;

        @Nullable
        Throwable unbindFailure;

        CompletableFuture<Void> slow = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<Void> bind() {
            calls.add("bind");
            return failure == null ? slow : CompletableFuture.failedFuture(failure);
        }

        @Override
        public CompletionStage<Void> unbind() {
            calls.add("unbind");
            return unbindFailure == null
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(unbindFailure);
        }
    }
}
