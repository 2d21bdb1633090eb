package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.proxy.GrpcService.BOTH;
import static tandem.proxy.GrpcService.DOWN;
import static tandem.proxy.GrpcService.HEARD;
import static tandem.proxy.GrpcService.LONG;
import static tandem.proxy.GrpcService.MANY;
import static tandem.proxy.GrpcService.NEVER;
import static tandem.proxy.GrpcService.UNARY;
import static tandem.proxy.GrpcService.UP;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import io.netty.pkitesting.X509Bundle;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.tls.BackendTlsSettings;
import tandem.tls.TestCertificates;
import tandem.tls.TlsSettings;

/// Calls of gRPC through the proxy, by grpc-java on both sides.
class GrpcIT {
    private static final X509Bundle AUTHORITY = TestCertificates.authority("Test Authority");

    @TempDir
    static Path folder;

    private static final Map<Backends, Link> LINKS = new EnumMap<>(Backends.class);

    /// How the proxy speaks with them.
    enum Backends {
        PLAIN,
        SAFE
    }

    /// A backend, the proxy before it, and a client of that.
    private record Link(Server server, ProxyUnderTest proxy, ManagedChannel channel) {
        void close() {
            channel.shutdownNow();
            proxy.close();
            server.shutdownNow();
        }
    }

    @BeforeAll
    static void open() {
        TestCertificates files = new TestCertificates(folder);
        files.write("ca.pem", AUTHORITY.getCertificatePEM());
        TestCertificates.Pair own = files.write("grpc", TestCertificates.issued(AUTHORITY, "grpc.internal"));
        BackendTlsSettings verified = new BackendTlsSettings(
                true,
                Optional.of(folder.resolve("ca.pem").toString()),
                Optional.of("grpc.internal"),
                Optional.empty(),
                TlsSettings.Version.TLS_1_2);
        LINKS.put(Backends.PLAIN, link(builder(), TransportSettings.DEFAULT));
        LINKS.put(
                Backends.SAFE,
                link(
                        builder().useTransportSecurity(new File(own.certificate()), new File(own.key())),
                        TransportSettings.secured(verified)));
    }

    private static NettyServerBuilder builder() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static Link link(NettyServerBuilder builder, TransportSettings transport) {
        try {
            Server server = builder.addService(GrpcService.definition()).build().start();
            ProxyUnderTest proxy = ProxyUnderTest.start(
                    Options.of(server.getPort()).onLoops(1).with(transport.by(UpstreamHttp2Settings.DEFAULT)));
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", RawHttp2.listener(proxy.server()))
                    .usePlaintext()
                    .build();
            return new Link(server, proxy, channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    static void close() {
        LINKS.values().forEach(Link::close);
    }

    private static Channel to(Backends which) {
        return Objects.requireNonNull(LINKS.get(which)).channel();
    }

    @ParameterizedTest
    @EnumSource
    void oneMessageIsAnsweredByOne(Backends which) {
        assertThat(ClientCalls.blockingUnaryCall(to(which), UNARY, CallOptions.DEFAULT, "World"))
                .isEqualTo("Hello World");
    }

    @ParameterizedTest
    @EnumSource
    void aStatusWithoutAMessageIsToldByTheHeadAlone(Backends which) {
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(to(which), UNARY, CallOptions.DEFAULT, "nothing"))
                .isInstanceOfSatisfying(StatusRuntimeException.class, status -> {
                    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
                    assertThat(status.getStatus().getDescription()).isEqualTo("there is nothing");
                });
    }

    @ParameterizedTest
    @EnumSource
    void manyMessagesComeDown(Backends which) {
        List<String> came = new ArrayList<>();
        ClientCalls.blockingServerStreamingCall(to(which), DOWN, CallOptions.DEFAULT, "m")
                .forEachRemaining(came::add);
        assertThat(came).hasSize(MANY);
        assertThat(came.getLast()).isEqualTo("m" + (MANY - 1) + LONG);
    }

    @ParameterizedTest
    @EnumSource
    void manyMessagesGoUp(Backends which) throws InterruptedException {
        Heard heard = new Heard();
        StreamObserver<String> to =
                ClientCalls.asyncClientStreamingCall(to(which).newCall(UP, CallOptions.DEFAULT), heard);
        for (int i = 0; i < MANY; i++) to.onNext(LONG);
        to.onCompleted();
        assertThat(heard.next()).isEqualTo(Long.toString((long) MANY * LONG.length()));
        assertThat(heard.next()).isEqualTo("end");
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesSpeakInTurn(Backends which) throws InterruptedException {
        Heard heard = new Heard();
        StreamObserver<String> to =
                ClientCalls.asyncBidiStreamingCall(to(which).newCall(BOTH, CallOptions.DEFAULT), heard);
        for (int i = 0; i < 100; i++) {
            to.onNext("message " + i);
            assertThat(heard.next()).isEqualTo("message " + i);
        }
        to.onCompleted();
        assertThat(heard.next()).isEqualTo("end");
    }

    @ParameterizedTest
    @EnumSource
    void aDeadlineEndsTheCallOnBothSides(Backends which) throws InterruptedException {
        // Longer than the first call on a machine that has much to do takes to get there.
        CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(2, TimeUnit.SECONDS);
        assertThatThrownBy(() -> ClientCalls.blockingServerStreamingCall(to(which), NEVER, soon, "late " + which)
                        .hasNext())
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        status -> assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
        awaitHeard("late " + which + " is over");
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsCancelledEndsAtTheBackendToo(Backends which) throws InterruptedException {
        Heard heard = new Heard();
        ClientCalls.asyncServerStreamingCall(to(which).newCall(NEVER, CallOptions.DEFAULT), "unwanted " + which, heard);
        awaitHeard("unwanted " + which + " has begun");
        heard.cancel();
        awaitHeard("unwanted " + which + " is over");
        assertThat(heard.next()).startsWith("CANCELLED");
    }

    private static void awaitHeard(String what) throws InterruptedException {
        for (String heard = ""; !heard.equals(what); ) {
            heard = HEARD.poll(30, TimeUnit.SECONDS);
            assertThat(heard).as("waiting for: %s", what).isNotNull();
        }
    }

    /// What a client hears, one thing after the other.
    private static final class Heard implements ClientResponseObserver<String, String> {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final BlockingQueue<ClientCallStreamObserver<String>> calls = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return String.valueOf(heard.poll(30, TimeUnit.SECONDS));
        }

        void cancel() throws InterruptedException {
            calls.take().cancel("the test wants it", null);
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<String> call) {
            calls.add(call);
        }

        @Override
        public void onNext(String text) {
            heard.add(text);
        }

        @Override
        public void onError(Throwable cause) {
            heard.add(Status.fromThrowable(cause).getCode() + ": " + cause.getMessage());
        }

        @Override
        public void onCompleted() {
            heard.add("end");
        }
    }
}
