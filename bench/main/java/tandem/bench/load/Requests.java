package tandem.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import tandem.bench.host.BenchFailed;

/// The benchmark's own client, on one thread: kept connections over which GET requests go, one at a time on each, at a
/// constant rate or one after another.
public final class Requests implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = loops.next();
    private final List<Conversation> conversations = new ArrayList<>();
    private final CompletableFuture<Long> ended = new CompletableFuture<>();
    private boolean open = true;
    private long begin;
    private long end;
    private double interval;
    private long arrivals;

    /// Where each request is noted; called on the client's thread. Times are those of [System#nanoTime].
    public interface Records {
        /// Answered with status 200.
        ///
        /// @param due when it was to be sent
        void answered(long due, long now);

        /// Answered with another status, or the connection broke.
        void failed(long due, long now);
    }

    public Requests(int port, String path, int connections, Records records) {
        var bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        for (int i = 0; i < connections; i++) {
            conversations.add(new Conversation(this, path, records));
            connect(bootstrap, conversations.getLast());
        }
    }

    private void connect(Bootstrap bootstrap, Conversation conversation) {
        conversation.connectBy(() -> bootstrap
                .clone()
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.config().setTcpNoDelay(true);
                        channel.pipeline().addLast(conversation.handler());
                    }
                })
                .connect());
        loop.execute(conversation::connect);
    }

    /// Blocks until every connection is open.
    ///
    /// @throws BenchFailed if that takes more than ten seconds
    public void awaitConnected() {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!conversations.stream().allMatch(Conversation::connected)) {
            if (System.nanoTime() > limit) throw new BenchFailed("not every connection was opened within 10 s");
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// Sends at a constant rate; blocks until the time is over and, for at most three seconds more, until all are
    /// answered. What has no answer then has failed.
    ///
    /// @return for how many seconds requests were due
    public double atRate(double perSecond, Duration time) {
        interval = 1e9 / perSecond;
        loop.execute(() -> {
            begin = System.nanoTime();
            end = begin + time.toNanos();
            arrive();
        });
        return await(time);
    }

    /// Sends as much as is answered, on every connection one after another; blocks until the time is over.
    public double oneAfterAnother(Duration time) {
        loop.execute(() -> {
            begin = System.nanoTime();
            end = begin + time.toNanos();
            conversations.forEach(Conversation::dueWheneverIdle);
            later(() -> finish(System.nanoTime()), time.toNanos());
        });
        return await(time);
    }

    private double await(Duration time) {
        try {
            return ended.get(time.plus(GRACE).toMillis() + 10_000, TimeUnit.MILLISECONDS) / 1e9;
        } catch (ExecutionException | TimeoutException e) {
            throw new BenchFailed("the client does not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("interrupted", e);
        }
    }

    /// Whether the load still goes on.
    boolean open() {
        return open;
    }

    private void arrive() {
        long now = System.nanoTime();
        long due = dueOf(arrivals);
        while (due <= now && due < end) {
            conversations.get((int) (arrivals % conversations.size())).due(due);
            due = dueOf(++arrivals);
        }
        if (due >= end) awaitAnswers(now);
        else later(this::arrive, due - System.nanoTime());
    }

    /// Does something on the client's thread after some nanoseconds.
    void later(Runnable what, long nanos) {
        var _ = loop.schedule(what, Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    private long dueOf(long arrival) {
        return begin + (long) (arrival * interval);
    }

    private void awaitAnswers(long now) {
        boolean quiet = conversations.stream().noneMatch(Conversation::waiting);
        if (quiet || now > end + GRACE.toNanos()) finish(now);
        else later(() -> awaitAnswers(System.nanoTime()), 1_000_000);
    }

    private void finish(long now) {
        open = false;
        conversations.forEach(conversation -> conversation.giveUp(now));
        ended.complete(end - begin);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
