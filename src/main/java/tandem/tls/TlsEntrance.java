package tandem.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a client's first words, chooses the certificate by the name in them, and gives way to the TLS
/// handler.
final class TlsEntrance extends SniHandler {
    /// Clients with many key shares and post-quantum ones send up to 2 KB; RFC 8446 would allow 64 KB and
    /// more.
    private static final int LARGEST_HELLO = 16 * 1024;

    private final Duration limit;
    private final InstantSource now;

    TlsEntrance(ServerTls tls, Duration limit, InstantSource now) {
        super((@Nullable String server) -> tls.lease(Optional.ofNullable(server)), LARGEST_HELLO, limit.toMillis());
        this.limit = limit;
        this.now = now;
    }

    @Override
    protected void replaceHandler(ChannelHandlerContext ctx, @Nullable String server, SslContext leased)
            throws Exception {
        try {
            super.replaceHandler(ctx, server, leased);
        } finally {
            ReferenceCountUtil.release(leased);
        }
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        var handler = super.newSslHandler(context, allocator);
        handler.setHandshakeTimeoutMillis(limit.toMillis());
        if (handler.engine() instanceof ReferenceCountedOpenSslEngine engine)
            ServerContexts.staple(context, now.instant())
                    .ifPresent(staple -> engine.setOcspResponse(staple.response()));
        return handler;
    }
}
