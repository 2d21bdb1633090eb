package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is asked of name servers and what is known, with name servers that answer when the test wants it.
class RememberedNamesTest {
    private static final int PORT = 8080;

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final AtomicLong now = new AtomicLong();
    /// Questions that are not answered, the oldest first.
    private final List<Promise<List<InetAddress>>> questions = new ArrayList<>();

    private final RememberedNames names = new RememberedNames(
            new AddressResolverGroup<>() {
                @Override
                protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
                    return new InetSocketAddressResolver(executor, new Asked(executor));
                }
            },
            now::get);

    private final class Asked extends InetNameResolver {
        Asked(EventExecutor executor) {
            super(executor);
        }

        @Override
        protected void doResolve(String name, Promise<InetAddress> promise) {
            throw new UnsupportedOperationException("all of them are asked for");
        }

        @Override
        protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
            questions.add(promise);
        }
    }

    @AfterEach
    void stop() {
        names.close();
        var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private <T> T onLoop(Callable<T> what) {
        return loop.submit(what).syncUninterruptibly().getNow();
    }

    private static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals).map(InetAddress::ofLiteral).toList();
    }

    /// The address, or what else has come of it.
    private String ask() {
        return onLoop(() -> text(begin()));
    }

    private Future<InetSocketAddress> begin() {
        return names.getResolver(loop).resolve(InetSocketAddress.createUnresolved("shop.test", PORT));
    }

    private static String text(Future<InetSocketAddress> asked) {
        if (!asked.isDone()) return "waits";
        return asked.isSuccess()
                ? asked.getNow().getAddress().getHostAddress() + ":"
                        + asked.getNow().getPort()
                : "no";
    }

    private void answer(String... literals) {
        var _ = onLoop(() -> questions.removeFirst().setSuccess(addresses(literals)));
    }

    private void fail() {
        var _ = onLoop(() -> questions.removeFirst().setFailure(new UnknownHostException("no name server")));
    }

    private void learn(String... literals) {
        assertThat(ask()).isEqualTo("waits");
        answer(literals);
        assertThat(ask()).endsWith(":" + PORT);
        answer(literals);
    }

    @Test
    void aNameThatIsNotKnownIsWaitedFor() {
        Future<InetSocketAddress> first = onLoop(this::begin);
        assertThat(text(first)).isEqualTo("waits");
        fail();
        assertThat(onLoop(() -> text(first))).isEqualTo("no");
        Future<InetSocketAddress> second = onLoop(this::begin);
        answer("10.0.0.1");
        assertThat(onLoop(() -> text(second))).isEqualTo("10.0.0.1:8080");
    }

    @Test
    void nobodyWaitsForANameThatIsKnownAndItIsAskedForOnceAtATime() {
        learn("10.0.0.1");
        for (int i = 0; i < 5; i++) assertThat(ask()).isEqualTo("10.0.0.1:8080");
        assertThat(questions).hasSize(1);
        answer("10.0.0.2");
        assertThat(ask()).isEqualTo("10.0.0.2:8080");
    }

    @Test
    void whileNameServersFailTheyAreAskedOnceInAWhileAndTheLastAddressIsKept() {
        learn("10.0.0.1");
        ask();
        fail();
        for (int i = 0; i < 5; i++) assertThat(ask()).isEqualTo("10.0.0.1:8080");
        assertThat(questions).isEmpty();
        now.addAndGet(RememberedNames.PAUSE.toNanos());
        assertThat(ask()).isEqualTo("10.0.0.1:8080");
        assertThat(questions).hasSize(1);
        answer("10.0.0.3");
        assertThat(ask()).isEqualTo("10.0.0.3:8080");
    }

    @Test
    void ofSeveralAddressesEachConnectionTakesTheNext() {
        learn("10.0.0.1", "10.0.0.2");
        List<String> asked = Stream.generate(this::ask).limit(4).toList();
        assertThat(asked).containsExactlyInAnyOrder("10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.1:8080", "10.0.0.2:8080");
        assertThat(asked.get(0)).isNotEqualTo(asked.get(1));
    }

    @Test
    void theAddressesAreTheSameListInWhateverOrderTheyCome() {
        assertThat(onLoop(() -> names.addresses(loop, "shop.test"))).isEmpty();
        learn("10.0.0.1", "10.0.0.2");
        List<InetAddress> before = onLoop(() -> names.addresses(loop, "shop.test"));
        answer("10.0.0.2", "10.0.0.1");
        assertThat(onLoop(() -> names.addresses(loop, "shop.test"))).isSameAs(before);
        answer("10.0.0.2");
        assertThat(onLoop(() -> names.addresses(loop, "shop.test"))).isEqualTo(addresses("10.0.0.2"));
    }
}
