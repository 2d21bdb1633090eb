package tandem.proxy;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Resolves names as others do, and keeps what a name was resolved to last for when it cannot be resolved:
/// backends are not lost because the name servers are. While they fail, they are asked once in [#PAUSE], and
/// nobody else waits for them.
///
/// May be used on any event loop.
final class RememberedNames extends AddressResolverGroup<InetSocketAddress> {
    static final Duration PAUSE = Duration.ofSeconds(2);

    /// Names of which something is kept.
    private static final int MOST = 4096;

    private final AddressResolverGroup<InetSocketAddress> names;
    private final LongSupplier nanoClock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /// What is kept of a name.
    ///
    /// @param failedAt when it could not be resolved the last time; null when it could
    private record Known(
            InetSocketAddress address, @Nullable Long failedAt) {}

    RememberedNames(AddressResolverGroup<InetSocketAddress> names, LongSupplier nanoClock) {
        this.names = names;
        this.nanoClock = nanoClock;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Remembering(executor, names.getResolver(executor));
    }

    private void remember(String name, InetSocketAddress address) {
        if (known.size() < MOST || known.containsKey(name)) known.put(name, new Known(address, null));
    }

    /// On one event loop.
    private final class Remembering extends AbstractAddressResolver<InetSocketAddress> {
        private final AddressResolver<InetSocketAddress> resolver;

        Remembering(EventExecutor executor, AddressResolver<InetSocketAddress> resolver) {
            super(executor, InetSocketAddress.class);
            this.resolver = resolver;
        }

        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return !address.isUnresolved();
        }

        @Override
        protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
            String name = address.getHostString();
            Known last = known.get(name);
            Long failedAt = last == null ? null : last.failedAt;
            if (last != null && failedAt != null && nanoClock.getAsLong() - failedAt < PAUSE.toNanos()) {
                promise.setSuccess(at(last, address));
                return;
            }
            var _ = resolver.resolve(address).addListener((Future<InetSocketAddress> resolving) -> {
                if (resolving.isSuccess()) {
                    remember(name, resolving.getNow());
                    promise.setSuccess(resolving.getNow());
                } else if (last == null) {
                    promise.setFailure(resolving.cause());
                } else {
                    known.put(name, new Known(last.address, nanoClock.getAsLong()));
                    promise.setSuccess(at(last, address));
                }
            });
        }

        private static InetSocketAddress at(Known last, InetSocketAddress wanted) {
            return new InetSocketAddress(last.address.getAddress(), wanted.getPort());
        }

        @Override
        protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
            var _ = resolve(address).addListener((Future<InetSocketAddress> one) -> {
                if (one.isSuccess()) promise.setSuccess(List.of(one.getNow()));
                else promise.setFailure(one.cause());
            });
        }
    }
}
