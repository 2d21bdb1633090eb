package tandem.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import tandem.admin.EventLog;
import tandem.admin.NodeSnapshot;

/// All figures of a node in Prometheus' text format 0.0.4.
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final EventCounts counts = new EventCounts();
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final LoopLag lag;

    /// @param node   asked at each scrape; must not wait
    /// @param events counted from now on
    /// @param told   what became of notifications: by channel and by result
    /// @param loops  a way to run something on each event loop of the data path
    public Metrics(
            Supplier<NodeSnapshot> node,
            EventLog events,
            Supplier<Map<String, Map<String, Long>>> told,
            List<Executor> loops) {
        events.follow(counts::note);
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        buffers(registry);
        lag = new LoopLag(loops, registry);
        MultiCollector collector = () -> NodeMetrics.of(node.get(), counts, told.get());
        registry.getPrometheusRegistry().register(collector);
    }

    /// Of the data path, beside the JVM's own.
    private static void buffers(PrometheusMeterRegistry registry) {
        if (!(ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator)) return;
        Gauge.builder("tandem.buffers", allocator, one -> one.metric().usedDirectMemory())
                .description("Memory that is held for what goes through the proxy.")
                .baseUnit("bytes")
                .tag("memory", "direct")
                .register(registry);
        Gauge.builder("tandem.buffers", allocator, one -> one.metric().usedHeapMemory())
                .description("Memory that is held for what goes through the proxy.")
                .baseUnit("bytes")
                .tag("memory", "heap")
                .register(registry);
    }

    /// To be called once a second: measures how late the event loops are.
    public void look() {
        lag.look();
    }

    /// What Prometheus reads.
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
