package tandem.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.bench.load.Requests.Records;

/// One connection of [Requests] after another, with what is due on it. All on the client's thread.
final class Conversation {
    /// More cannot be waiting on one connection; what is due beyond that has failed.
    private static final int MOST_WAITING = 100_000;

    private static final long RECONNECT_NANOS = 5_000_000;

    private final Requests client;
    private final ByteBuf request;
    private final Records records;
    private final Queue<Long> waiting = new ArrayDeque<>();
    private final Answers answers = new Answers();
    private Supplier<ChannelFuture> connect = () -> {
        throw new IllegalStateException("not known yet");
    };
    private volatile @Nullable Channel channel;
    private boolean always;
    private boolean asked;
    private long askedDue;

    Conversation(Requests client, String path, Records records) {
        this.client = client;
        this.records = records;
        this.request = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: tandem-bench\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));
    }

    void connectBy(Supplier<ChannelFuture> how) {
        this.connect = how;
    }

    void connect() {
        if (!client.open()) return;
        connect.get().addListener(done -> {
            if (!done.isSuccess()) broken();
        });
    }

    ChannelHandler handler() {
        return new Handler();
    }

    /// Whether the connection is open.
    boolean connected() {
        return channel != null;
    }

    /// A request is to be sent now, or as soon as the answer before it is there. Without a connection it has failed.
    void due(long when) {
        if (channel == null || waiting.size() == MOST_WAITING) {
            records.failed(when, when);
            return;
        }
        waiting.add(when);
        ask();
    }

    /// From now on a request is due whenever none is under way.
    void dueWheneverIdle() {
        always = true;
        ask();
    }

    boolean waiting() {
        return asked || !waiting.isEmpty();
    }

    /// The time is over: what has no answer has failed, but for the one under way in a closed loop.
    void giveUp(long now) {
        if (!always) {
            if (asked) records.failed(askedDue, now);
            waiting.forEach(due -> records.failed(due, now));
        }
        asked = false;
        waiting.clear();
        var open = channel;
        if (open != null) {
            var _ = open.close();
        }
    }

    private void ask() {
        var connected = channel;
        if (asked || connected == null || !client.open()) return;
        var due = waiting.poll();
        if (due == null && !always) return;
        asked = true;
        askedDue = due == null ? System.nanoTime() : due;
        var _ = connected.writeAndFlush(request.duplicate(), connected.voidPromise());
    }

    private void answered(boolean well) {
        if (!asked) return;
        asked = false;
        long now = System.nanoTime();
        if (well) records.answered(askedDue, now);
        else records.failed(askedDue, now);
        ask();
    }

    private void broken() {
        channel = null;
        answers.reset();
        if (!client.open()) return;
        if (asked) answered(false);
        waiting.forEach(due -> records.failed(due, System.nanoTime()));
        waiting.clear();
        client.later(this::connect, RECONNECT_NANOS);
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
            ask();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var bytes = (ByteBuf) message;
            try {
                if (!answers.take(bytes)) return;
                boolean well = answers.well();
                answers.reset();
                answered(well);
            } finally {
                bytes.release();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            broken();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }
}
