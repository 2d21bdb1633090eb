package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.route.ProxyAnnouncement;
import tandem.route.ProxyHeader;

/// Backends that want a header of the PROXY protocol, and nothing before or without it. Tomcat's connectors do not know
/// the protocol, so the backend is one of sockets.
class ProxyProtocolIT {
    private final List<Optional<InetAddress>> announced = new CopyOnWriteArrayList<>();

    /// Takes one header at the beginning of a connection, and then requests until its end.
    private void serve(RawBackend.Connection connection) throws IOException {
        byte[] bytes = new byte[ProxyHeader.MOST_BYTES];
        int length = 0;
        while (true) {
            int next = connection.in().read();
            if (next < 0) return;
            bytes[length++] = (byte) next;
            switch (ProxyHeader.read(bytes, length)) {
                case ProxyHeader.Read.More _ -> {}
                case ProxyHeader.Read.Bad _ -> {
                    return;
                }
                case ProxyHeader.Read.Whole(int _, Optional<InetAddress> source) -> {
                    announced.add(source);
                    while (!connection.readHead().isEmpty()) connection.answer("connection " + announced.size());
                    return;
                }
            }
        }
    }

    private ProxyUnderTest proxy(RawBackend backend, ProxyAnnouncement version) {
        return ProxyUnderTest.start(
                ProxyUnderTest.Options.of(backend.port()).onLoops(1).with(TransportSettings.announcing(version)));
    }

    @ParameterizedTest
    @EnumSource
    void aBackendIsToldOfTheClientFirst(ProxyAnnouncement version) throws IOException {
        try (RawBackend backend = RawBackend.start(this::serve);
                ProxyUnderTest proxy = proxy(backend, version);
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("connection 1");
            assertThat(announced).containsExactly(Optional.of(InetAddress.ofLiteral("127.0.0.1")));
            assertThat(backend.heads()).hasSize(1).allMatch(head -> head.startsWith("GET / HTTP/1.1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeptConnectionServesOneClientOnly(ProxyAnnouncement version) throws IOException {
        try (RawBackend backend = RawBackend.start(this::serve);
                ProxyUnderTest proxy = proxy(backend, version);
                RawClient one = proxy.client();
                RawClient other = proxy.client()) {
            assertThat(one.get("/").body()).isEqualTo("connection 1");
            assertThat(one.get("/").body()).isEqualTo("connection 1");
            assertThat(backend.accepted()).isEqualTo(1);
            assertThat(other.get("/").status()).isEqualTo(200);
            assertThat(backend.accepted()).isEqualTo(2);
            assertThat(one.get("/").status()).isEqualTo(200);
            assertThat(other.get("/").status()).isEqualTo(200);
            assertThat(backend.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereEveryConnectionIsAnothersOneOfThemMakesRoom(ProxyAnnouncement version) throws IOException {
        try (RawBackend backend = RawBackend.start(this::serve);
                ProxyUnderTest proxy = ProxyUnderTest.start(ProxyUnderTest.Options.of(backend.port())
                        .onLoops(1)
                        .connections(1)
                        .with(TransportSettings.announcing(version)));
                RawClient first = proxy.client();
                RawClient second = proxy.client()) {
            assertThat(first.get("/").status()).isEqualTo(200);
            assertThat(second.get("/").status()).isEqualTo(200);
            assertThat(first.get("/").status()).isEqualTo(200);
            assertThat(backend.accepted()).isEqualTo(3);
        }
    }
}
