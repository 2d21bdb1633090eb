package tandem.tracing;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends spans that have ended, on a thread of its own: whoever ends one never waits. What the queue does not hold is
/// dropped, what the collector does not take is lost, and both are counted.
final class SpanQueue implements SpanProcessor {
    private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);
    private static final int BATCH = 512;
    private static final long WAIT_MILLIS = 200;
    private static final long CLOSE_MILLIS = 2000;
    private static final long COMPLAIN_EVERY = TimeUnit.MINUTES.toNanos(1);

    private final SpanExporter exporter;
    private final long limitMillis;
    private final BlockingQueue<ReadableSpan> queue;
    private final LongAdder exported = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final Thread sender;
    private volatile boolean closing;
    private long lastComplaint;

    SpanQueue(TracingSettings settings, SpanExporter exporter) {
        this.exporter = exporter;
        this.limitMillis = settings.timeout().toMillis();
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.lastComplaint = System.nanoTime() - COMPLAIN_EVERY;
        this.sender = new Thread(this::send, "tandem-tracing");
        this.sender.setDaemon(true);
        this.sender.start();
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (span.getSpanContext().isSampled() && !queue.offer(span)) dropped.increment();
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    /// What became of spans, by a word for it.
    Map<String, Long> counts() {
        return Map.of("exported", exported.sum(), "dropped", dropped.sum(), "failed", failed.sum());
    }

    private void send() {
        List<ReadableSpan> batch = new ArrayList<>(BATCH);
        try {
            while (!closing || !queue.isEmpty()) {
                gather(batch);
                if (!batch.isEmpty()) send(batch);
                batch.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes what comes within a moment of the first one, so that few messages have many spans.
    private void gather(List<ReadableSpan> batch) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS);
        while (batch.size() < BATCH) {
            long left = closing ? 0 : end - System.nanoTime();
            ReadableSpan next = queue.poll(left, TimeUnit.NANOSECONDS);
            if (next == null) return;
            batch.add(next);
            queue.drainTo(batch, BATCH - batch.size());
        }
    }

    private void send(List<ReadableSpan> batch) {
        List<SpanData> spans = batch.stream().map(ReadableSpan::toSpanData).toList();
        boolean done = exporter.export(spans)
                .join(closing ? Math.min(limitMillis, CLOSE_MILLIS) : limitMillis, TimeUnit.MILLISECONDS)
                .isSuccess();
        if (done) {
            exported.add(spans.size());
        } else {
            failed.add(spans.size());
            complain();
        }
    }

    private void complain() {
        long now = System.nanoTime();
        if (now - lastComplaint < COMPLAIN_EVERY) return;
        lastComplaint = now;
        LOG.warn("the collector of traces does not take spans ({} lost so far); requests go on", failed.sum());
    }

    /// Sends what waits, for two seconds at most.
    @Override
    public void close() {
        closing = true;
        try {
            sender.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.interrupt();
        exporter.shutdown();
    }
}
