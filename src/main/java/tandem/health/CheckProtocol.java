package tandem.health;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.concurrent.Future;

/// What a check's request and its answer go by.
enum CheckProtocol {
    HTTP_1 {
        @Override
        void prepare(Channel connection, CheckAnswer.Listener listener) {
            connection.pipeline().addLast(new HttpClientCodec(), new CheckAnswer(listener));
        }

        @Override
        void send(Channel connection, HttpRequest request, CheckAnswer.Listener listener) {
            var _ = connection.writeAndFlush(request, connection.voidPromise());
        }
    },
    /// One stream of a connection of its own.
    HTTP_2 {
        @Override
        void prepare(Channel connection, CheckAnswer.Listener listener) {
            connection
                    .pipeline()
                    .addLast(
                            Http2FrameCodecBuilder.forClient()
                                    .initialSettings(new Http2Settings().pushEnabled(false))
                                    .build(),
                            new Http2MultiplexHandler(new Unasked()));
        }

        @Override
        void send(Channel connection, HttpRequest request, CheckAnswer.Listener listener) {
            var _ = new Http2StreamChannelBootstrap(connection)
                    .handler(new ChannelInitializer<Http2StreamChannel>() {
                        @Override
                        protected void initChannel(Http2StreamChannel stream) {
                            stream.pipeline()
                                    .addLast(new Http2StreamFrameToHttpObjectCodec(false), new CheckAnswer(listener));
                        }
                    })
                    .open()
                    .addListener((Future<Http2StreamChannel> opening) -> {
                        if (opening.isSuccess()) {
                            var _ = opening.getNow().writeAndFlush(request);
                        } else {
                            listener.failed(opening.cause());
                        }
                    });
        }
    };

    /// Adds the handlers of a connection, before anything is read.
    abstract void prepare(Channel connection, CheckAnswer.Listener listener);

    /// Asks.
    abstract void send(Channel connection, HttpRequest request, CheckAnswer.Listener listener);

    /// A stream that the backend has begun: nobody has asked for it.
    @Sharable
    private static final class Unasked extends ChannelInboundHandlerAdapter {
        @Override
        public void handlerAdded(ChannelHandlerContext on) {
            var _ = on.close();
        }
    }
}
