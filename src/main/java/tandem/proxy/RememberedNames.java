package tandem.proxy;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Resolves names as others do, and keeps what a name was resolved to last: backends are not lost because the
/// name servers are, and nobody waits for an answer of theirs where an address is known.
///
/// Whoever asks for a name that is known gets the next of its addresses at once, and has the others asked:
/// where these have it in their cache, that is before. So a name is asked for again when its record's time is
/// over, by whoever comes first after that, and the answer is for those who come next. While name servers
/// fail they are asked once in [#PAUSE]. No name is asked for twice at a time.
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
    private static final class Known {
        private final AtomicBoolean asked = new AtomicBoolean();
        private final AtomicInteger turn = new AtomicInteger();
        private volatile List<InetAddress> addresses;
        /// When it could not be resolved the last time; null when it could.
        private volatile @Nullable Long failedAt;

        Known(List<InetAddress> addresses) {
            this.addresses = addresses;
        }

        InetSocketAddress next(int port) {
            List<InetAddress> all = addresses;
            return new InetSocketAddress(all.get(Math.floorMod(turn.getAndIncrement(), all.size())), port);
        }

        boolean mayAsk(long now) {
            Long failed = failedAt;
            boolean pauses = failed != null && now - failed < PAUSE.toNanos();
            return !pauses && asked.compareAndSet(false, true);
        }

        void answered(List<InetAddress> now) {
            failedAt = null;
            // The same list for the same addresses, in whatever order they come.
            if (!new HashSet<>(addresses).equals(new HashSet<>(now))) addresses = now;
            asked.set(false);
        }

        void failed(long now) {
            failedAt = now;
            asked.set(false);
        }
    }

    RememberedNames(AddressResolverGroup<InetSocketAddress> names, LongSupplier nanoClock) {
        this.names = names;
        this.nanoClock = nanoClock;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new Remembering(executor, names.getResolver(executor));
    }

    /// The addresses that a name has as far as is known, the same list for as long as they are the same;
    /// empty when none is known. It is asked for again if it is time to.
    List<InetAddress> addresses(EventExecutor executor, String name) {
        Known last = known.get(name);
        if (last == null) return List.of();
        if (getResolver(executor) instanceof Remembering resolver)
            resolver.refresh(InetSocketAddress.createUnresolved(name, 0), last);
        return last.addresses;
    }

    private static List<InetAddress> addresses(List<InetSocketAddress> resolved) {
        return resolved.stream().map(InetSocketAddress::getAddress).toList();
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
            Known last = known.get(address.getHostString());
            if (last == null) {
                resolveFirst(address, promise);
            } else {
                refresh(address, last);
                promise.setSuccess(last.next(address.getPort()));
            }
        }

        private void resolveFirst(InetSocketAddress address, Promise<InetSocketAddress> promise) {
            var _ = resolver.resolveAll(address).addListener((Future<List<InetSocketAddress>> resolving) -> {
                if (!resolving.isSuccess()) {
                    promise.setFailure(resolving.cause());
                    return;
                }
                Known fresh = new Known(addresses(resolving.getNow()));
                if (known.size() < MOST) known.putIfAbsent(address.getHostString(), fresh);
                promise.setSuccess(fresh.next(address.getPort()));
            });
        }

        private void refresh(InetSocketAddress address, Known last) {
            if (!last.mayAsk(nanoClock.getAsLong())) return;
            var _ = resolver.resolveAll(address).addListener((Future<List<InetSocketAddress>> resolving) -> {
                if (resolving.isSuccess()) last.answered(addresses(resolving.getNow()));
                else last.failed(nanoClock.getAsLong());
            });
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
