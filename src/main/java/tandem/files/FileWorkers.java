package tandem.files;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The threads that open and read files. They are started when they are needed, and end when they are not.
///
/// May be used from any thread.
public final class FileWorkers implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;

    private volatile int most;
    private final ThreadPoolExecutor threads;

    public FileWorkers(FilesSettings settings) {
        this.most = settings.threads() + settings.waiting();
        this.threads = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("tandem-files-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /// Goes by other limits from now on; what was begun is done.
    public void resize(FilesSettings settings) {
        most = settings.threads() + settings.waiting();
        // The number that is kept must never be above the number that there may be.
        if (settings.threads() > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(settings.threads());
            threads.setCorePoolSize(settings.threads());
        } else {
            threads.setCorePoolSize(settings.threads());
            threads.setMaximumPoolSize(settings.threads());
        }
    }

    /// Begins something that may block.
    ///
    /// @return false when as much waits as may, or this is closed; then it is not done
    public boolean begin(Runnable task) {
        return threads.getActiveCount() + threads.getQueue().size() < most && goOn(task);
    }

    /// Goes on with what has begun. Of each transfer one step at a time is here, so that the limit of what
    /// begins is one of this, too, but for those that are open.
    ///
    /// @return false when this is closed
    public boolean goOn(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    /// Takes nothing more; what was taken is still done.
    @Override
    public void close() {
        threads.shutdown();
    }
}
