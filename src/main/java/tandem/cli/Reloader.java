package tandem.cli;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.NotNow;
import tandem.admin.Reload;
import tandem.admin.Reloaded;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Problem;
import tandem.config.ReloadSettings;
import tandem.config.Settings;
import tandem.tls.FileStamps;

/// Takes a changed configuration over while the node runs: all of it or nothing.
///
/// Everything happens on a thread of its own, one reload after another.
final class Reloader implements Reload, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /// From one look at the configuration file to the next, as a part of the quiet period.
    private static final int LOOKS = 4;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tandem-reload").factory());
    private final Source source;
    private final Target target;
    private volatile Settings settings;
    private volatile Optional<Reloaded> last = Optional.empty();
    private FileStamps seen;
    private long quietSince = System.nanoTime();
    private boolean changed;
    private volatile Consumer<Reloaded> noted = _ -> {};

    /// Where the configuration comes from.
    ///
    /// @param file     as the user named it
    /// @param identity by what the node found its own entry at its start
    record Source(Path file, Identity identity) {
        Loaded load() {
            return ConfigFile.load(file, identity, NodeOptions.FILES);
        }

        private FileStamps stamp() {
            return FileStamps.of(List.of(file.toString()));
        }
    }

    /// What is changed.
    interface Target {
        /// Carries the steps out. Blocks.
        ///
        /// @param after the configuration that they lead to
        /// @return what has changed, a line each
        /// @throws StartFailed when a step fails; then those before it are undone
        List<String> carryOut(ReloadPlan.Steps steps, Settings after) throws StartFailed, InterruptedException;

        /// Looks at files of certificates. Blocks.
        void refreshCertificates();
    }

    Reloader(Source source, Target target, Settings settings) {
        this.source = source;
        this.target = target;
        this.settings = settings;
        this.seen = source.stamp();
    }

    /// Looks at the files from now on, as often as the settings say.
    ///
    /// @param noted gets what comes of each reload that no call of [#reload] has asked for
    void watch(Consumer<Reloaded> noted) {
        this.noted = noted;
        ReloadSettings when = settings.reload();
        repeat(when.certificates(), target::refreshCertificates);
        if (when.watch()) repeat(when.quiet().dividedBy(LOOKS), this::look);
    }

    private void repeat(Duration interval, Runnable action) {
        var _ = thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        action.run();
                    } catch (RuntimeException e) {
                        LOG.error("while looking at files", e);
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void look() {
        var now = source.stamp();
        if (!now.equals(seen)) {
            seen = now;
            changed = true;
            quietSince = System.nanoTime();
        } else if (changed
                && System.nanoTime() - quietSince >= settings.reload().quiet().toNanos()) {
            changed = false;
            unasked("the file has changed");
        }
    }

    /// The process got SIGHUP.
    void hungUp() {
        thread.execute(() -> {
            try {
                unasked("SIGHUP");
            } catch (RuntimeException e) {
                LOG.error("the reload has failed", e);
            }
        });
    }

    private void unasked(String cause) {
        var result = take(cause);
        last = Optional.of(result);
        noted.accept(result);
    }

    @Override
    public Future<Reloaded> reload(String asked) {
        Promise<Reloaded> promise = Promise.promise();
        try {
            thread.execute(() -> {
                try {
                    var result = take(asked);
                    last = Optional.of(result);
                    promise.complete(result);
                } catch (RuntimeException e) {
                    LOG.error("the reload has failed", e);
                    promise.fail(e);
                }
            });
        } catch (RejectedExecutionException closed) {
            promise.fail(new NotNow("this node is stopping"));
        }
        return promise.future();
    }

    /// The configuration in force.
    Settings settings() {
        return settings;
    }

    @Override
    public Optional<Reloaded> last() {
        return last;
    }

    private Reloaded take(String asked) {
        LOG.info("reading {} again: {}", source.file(), asked);
        // Taken first: what is written meanwhile is new. What is read now is not read again once it is quiet.
        seen = source.stamp();
        changed = false;
        return switch (source.load()) {
            case Loaded.Invalid(var report) ->
                refused(asked, report.problems().stream().map(Problem::text).toList());
            case Loaded.Valid(var after, var report) -> {
                report.problems().forEach(problem -> LOG.warn("{}", problem.text()));
                yield switch (ReloadPlan.of(settings, after)) {
                    case ReloadPlan.Restart(var reasons) -> refused(asked, reasons);
                    case ReloadPlan.Steps steps -> carryOut(steps, after, asked);
                };
            }
        };
    }

    private Reloaded carryOut(ReloadPlan.Steps steps, Settings after, String asked) {
        try {
            target.refreshCertificates();
            var changes = target.carryOut(steps, after);
            settings = after;
            if (changes.isEmpty()) LOG.info("nothing has changed");
            changes.forEach(change -> LOG.info("reloaded: {}", change));
            return new Reloaded.Done(Instant.now(), asked, changes);
        } catch (StartFailed e) {
            return refused(asked, List.of(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(asked, List.of("the node stops"));
        }
    }

    private static Reloaded refused(String asked, List<String> problems) {
        problems.forEach(problem -> LOG.error("not reloaded: {}", problem));
        return new Reloaded.Refused(Instant.now(), asked, problems);
    }

    /// Waits on the thread of the reload.
    static <T> T await(Future<T> future) throws StartFailed, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StartFailed(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw new StartFailed("it took longer than " + LIMIT.toSeconds() + " s", e);
        }
    }

    /// No reload begins any more.
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
