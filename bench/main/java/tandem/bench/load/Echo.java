package tandem.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Tool;

/// WebSocket messages that the backend sends back: on every connection the next one when the one before has come back.
///
/// @param path of the target
/// @param connections at a time
/// @param bytes of a message, at most 125
public record Echo(String path, int connections, int bytes) implements Load {
    private static final long OPEN_SECONDS = 10;

    @Override
    public Set<Tool> needs() {
        return Set.of();
    }

    @Override
    public Result run(int port, Duration time) {
        var loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        var histogram = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
        var talks = new ArrayList<EchoTalk>();
        try {
            for (int i = 0; i < connections; i++) talks.add(open(loops, port, histogram));
            for (var talk : talks)
                if (!talk.opened().await(OPEN_SECONDS, TimeUnit.SECONDS)
                        || !talk.opened().isSuccess())
                    throw new BenchFailed(
                            "no WebSocket",
                            talk.opened().cause() == null
                                    ? new IllegalStateException("no answer")
                                    : talk.opened().cause());
            long begin = System.nanoTime();
            talks.forEach(EchoTalk::begin);
            Thread.sleep(time);
            talks.forEach(EchoTalk::end);
            double seconds = (System.nanoTime() - begin) / 1e9;
            // What the loop writes is read here only after its end.
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).await();
            long failed = talks.stream().filter(EchoTalk::broken).count();
            return new Result(histogram.getTotalCount(), failed, seconds, Latency.of(histogram));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("interrupted", e);
        } finally {
            var _ = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }

    private EchoTalk open(MultiThreadIoEventLoopGroup loops, int port, Histogram histogram) {
        var loop = loops.next();
        var talk = new EchoTalk(loop, bytes, histogram);
        new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        talk.join(channel.pipeline(), path);
                    }
                })
                .connect("127.0.0.1", port)
                .addListener(connected -> {
                    if (!connected.isSuccess()) talk.failedToOpen(connected.cause());
                });
        return talk;
    }
}
