package tandem.health;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.function.Consumer;
import tandem.backend.Backend;

/// Opens the connection of a check.
final class CheckConnection {
    private CheckConnection() {}

    /// Connects; whatever goes wrong is told by the future.
    ///
    /// @param context its event loop is the connection's
    /// @param backend where to
    /// @param limit   for all of it
    /// @param prepare adds the handlers, before anything is read
    static Future<Channel> open(
            CheckDialer dialer, ContextInternal context, Backend backend, Duration limit, Consumer<Channel> prepare) {
        Promise<Channel> promise = context.promise();
        try {
            var _ = dialer.dialForCheck(context.nettyEventLoop(), backend, limit)
                    .addListener((io.netty.util.concurrent.Future<Channel> connecting) -> {
                        if (connecting.isSuccess()) {
                            connecting.getNow().config().setOption(ChannelOption.TCP_NODELAY, true);
                            prepare.accept(connecting.getNow());
                            connecting.getNow().pipeline().addLast(new Silent());
                            promise.complete(connecting.getNow());
                        } else {
                            promise.fail(connecting.cause());
                        }
                    });
        } catch (RuntimeException wrong) {
            promise.fail(wrong);
        }
        return promise.future();
    }

    /// What goes wrong when nobody listens any more is nobody's business.
    private static final class Silent extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext on, Throwable cause) {
            var _ = on.close();
        }
    }
}
