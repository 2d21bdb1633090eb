package tandem.vip;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Mode exec: an operator's commands move the address, such as that of a cloud.
///
/// They run one after the other on a thread of this VIP. Whatever runs when something else is to be done is
/// killed: a verification that nobody waits for any more, a claim that is given up by a release. There is no
/// lease that anybody keeps: who holds the address when a node dies is for the successor's claim to change.
///
/// Called on the HA thread.
public final class ExecAddress implements AddressDriver {
    private static final Logger LOG = LoggerFactory.getLogger(ExecAddress.class);

    /// Pause after a verification: each one starts a process.
    static final Duration VERIFY_EVERY = Duration.ofSeconds(5);

    /// Pause after a release that failed: it is asked for again and again until it works.
    static final Duration RELEASE_EVERY = Duration.ofSeconds(1);

    /// For what is given up at the end.
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final VipSettings.Mode.Exec mode;
    private final Map<String, String> environment;
    private final HaThread ha;
    private final ExecutorService runner;

    private @Nullable Run latest;
    private CompletableFuture<Void> verified = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> notReleased = CompletableFuture.completedFuture(null);
    private Duration releaseFrom = Duration.ZERO;
    private boolean verifying;
    private Duration verifyFrom = Duration.ZERO;

    /// @param environment told to the commands beside what is known of the address
    public ExecAddress(VipSettings.Mode.Exec mode, Map<String, String> environment, ScheduledExecutorService ha) {
        this(mode, environment, HaThread.of(ha, LOG));
    }

    ExecAddress(VipSettings.Mode.Exec mode, Map<String, String> environment, HaThread ha) {
        this.mode = mode;
        this.environment = Map.copyOf(environment);
        this.ha = ha;
        runner = Executors.newSingleThreadExecutor(Thread.ofPlatform()
                .daemon()
                .name("tandem-exec-" + mode.address())
                .factory());
    }

    /// What commands are told in their environment.
    ///
    /// @param vip  name of the VIP
    /// @param node name of this node
    public static Map<String, String> environment(String vip, VipSettings.Mode.Exec mode, String node) {
        return Map.of("TANDEM_VIP", vip, "TANDEM_ADDRESS", mode.address(), "TANDEM_NODE", node);
    }

    /// A command that waits for its turn, runs, or has ended. What is given up is ended by the thread that runs it:
    /// to start a process or to look for its children takes longer than the HA thread may wait.
    private static final class Run {
        final CompletableFuture<Void> result = new CompletableFuture<>();
        private volatile boolean givenUp;
    }

    @Override
    public CompletionStage<Void> claim() {
        return run("cannot claim " + mode.address(), mode.claim()).result.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> release() {
        if (ha.now().compareTo(releaseFrom) < 0) return notReleased.minimalCompletionStage();
        Run run = run("cannot release " + mode.address(), mode.release());
        ha.whenDone(() -> run.result, failure -> {
            if (failure == null) return;
            notReleased = run.result;
            releaseFrom = ha.now().plus(RELEASE_EVERY);
        });
        return run.result.minimalCompletionStage();
    }

    /// The result of the latest verification; the next one is begun when it is due and nothing else runs.
    @Override
    public CompletionStage<Void> verify() {
        boolean busy = latest != null && !latest.result.isDone();
        if (!mode.verify().isEmpty() && !busy && !verifying && ha.now().compareTo(verifyFrom) >= 0) startVerifying();
        return verified.minimalCompletionStage();
    }

    private void startVerifying() {
        verifying = true;
        Run run = run("this node could not serve " + mode.address(), mode.verify());
        ha.whenDone(() -> run.result, failure -> {
            verifying = false;
            verifyFrom = ha.now().plus(VERIFY_EVERY);
            // One that was cut short says nothing.
            if (run.givenUp) return;
            verified = failure == null
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new AddressException(HaThread.line(failure), failure));
        });
    }

    private Run run(String failing, List<String> arguments) {
        if (latest != null) latest.givenUp = true;
        Run next = new Run();
        latest = next;
        try {
            runner.execute(() -> carryOut(next, failing, arguments));
        } catch (RejectedExecutionException closed) {
            next.result.completeExceptionally(new AddressException(failing + ": this node stops", closed));
        }
        return next;
    }

    private void carryOut(Run run, String failing, List<String> arguments) {
        try {
            if (run.givenUp) throw new AddressException(arguments.getFirst() + " was given up");
            Command.start(arguments, environment).await(mode.timeout(), () -> run.givenUp);
            run.result.complete(null);
        } catch (AddressException failed) {
            run.result.completeExceptionally(new AddressException(failing + ": " + failed.getMessage(), failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            run.result.completeExceptionally(new AddressException(failing + ": this node stops", stopped));
        } catch (RuntimeException | Error bug) {
            LOG.error("a command was not carried out", bug);
            run.result.completeExceptionally(bug);
        }
    }

    /// Waits until what runs is ended, which takes it a moment.
    @Override
    public void close() {
        if (latest != null) latest.givenUp = true;
        runner.shutdown();
        try {
            if (!runner.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS))
                LOG.warn("{}: a command does not end", mode.address());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
