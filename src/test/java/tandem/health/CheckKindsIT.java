package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.backend.Backend;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.SelfSigned;
import tandem.health.Probe.Body;
import tandem.health.Probe.Http;
import tandem.health.Probe.Statuses;
import tandem.proxy.Dialer;
import tandem.proxy.TransportSettings;
import tandem.route.ProxyAnnouncement;
import tandem.tls.BackendTls;
import tandem.tls.BackendTlsSettings;
import tandem.tls.TlsSettings;

/// One check of each kind, against servers that pass it and servers that do not.
class CheckKindsIT extends SingleCheck {
    private static final String UP = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"status\": \"UP\"}";

    @TempDir
    Path folder;

    @Test
    void aConnectionIsEnoughForTcp() throws Exception {
        try (RawServer mute = RawServer.mute()) {
            assertThat(result(mute.backend(), new Probe.Connect())).isInstanceOf(CheckResult.Connected.class);
            Eventually.holds("it is closed", mute::clientsHaveLeft);
        }
        assertThat(result(new Backend("closed", "127.0.0.1", 1, 1), new Probe.Connect())
                        .text())
                .isEqualTo("connection refused");
    }

    @Test
    void whatDoesNotShakeHandsFailsTheCheckByTls() throws Exception {
        TransportSettings any = TransportSettings.secured(unverified());
        Probe probe = new Probe(Optional.empty(), new Probe.Connect());
        try (RawServer plain = RawServer.that((_, client) -> RawServer.write(client, "220 no TLS here\r\n".repeat(9)));
                RawServer mute = RawServer.mute();
                RawServer closing = RawServer.that((_, _) -> {})) {
            assertThat(result(plain.backend(), probe, SETTINGS.timeout(), any).text())
                    .isEqualTo("no TLS: what it says is not TLS");
            assertThat(result(closing.backend(), probe, SETTINGS.timeout(), any).text())
                    .isEqualTo("no TLS: it closed the connection within the handshake");
            assertThat(result(mute.backend(), probe, Duration.ofMillis(400), any)
                            .text())
                    .isEqualTo("no connection with TLS within 400 ms");
        }
    }

    @Test
    void aHandshakeIsEnoughForTlsAndItsCertificateIsVerified() throws Exception {
        SelfSigned self = SelfSigned.in(folder);
        AtomicReference<String> asked = new AtomicReference<>("");
        var server = await(vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(self.certificate().toString())
                                .addKeyPath(self.key().toString())))
                .requestHandler(request -> {
                    asked.set(request.method() + " " + request.uri() + " " + request.authority());
                    request.response().end("{\"status\": \"UP\"}");
                })
                .listen(0, "127.0.0.1"));
        Backend backend = new Backend("safe", "127.0.0.1", server.actualPort(), 1);
        TransportSettings any = TransportSettings.secured(unverified());
        TransportSettings known = trusting(self, "localhost");
        TransportSettings other = trusting(self, "shop.example.com");

        assertThat(text(backend, new Probe.Connect(), any)).startsWith("TLS handshake done in ");
        assertThat(text(backend, new Probe.Connect(), known)).startsWith("TLS handshake done in ");
        assertThat(text(backend, new Probe.Connect(), other))
                .isEqualTo("no TLS: its certificate is not for shop.example.com");
        assertThat(text(backend, new Probe.Connect(), TransportSettings.secured(BackendTlsSettings.DEFAULT)))
                .isEqualTo("no TLS: its certificate is not of an authority that is believed");
        assertThat(text(backend, deep(), known)).startsWith("answered 200 in ");
        assertThat(asked).hasValue("POST /deep shop.example.com:81");
        assertThat(text(backend, deep(), other)).startsWith("no TLS: ");
    }

    @ParameterizedTest
    @EnumSource
    void aBackendThatWantsTheProxyProtocolIsToldThatACheckIsNobodys(ProxyAnnouncement version) throws Exception {
        byte[] header = version.own();
        try (RawServer server = RawServer.that((it, client) -> {
            if (!Arrays.equals(client.getInputStream().readNBytes(header.length), header)) return;
            it.readHead(client);
            RawServer.write(client, UP);
        })) {
            Probe probe = new Probe(Optional.empty(), looking(new Body.Json("/status", "UP")));
            assertThat(result(server.backend(), probe, SETTINGS.timeout(), TransportSettings.announcing(version))
                            .text())
                    .startsWith("answered 200 in ");
            assertThat(result(server.backend(), probe, SETTINGS.timeout(), TransportSettings.DEFAULT))
                    .isInstanceOf(CheckResult.Failed.class);
        }
    }

    @Test
    void anAnswerIsJudgedByItsBodyToo() throws Exception {
        try (RawServer server = RawServer.answering(UP)) {
            assertThat(result(server.backend(), looking(new Body.Json("/status", "UP")))
                            .text())
                    .startsWith("answered 200 in ");
            assertThat(result(server.backend(), looking(new Body.Json("/status", "DOWN")))
                            .text())
                    .isEqualTo("answered 200, but its answer has something else than \"DOWN\" at /status");
            assertThat(result(server.backend(), looking(new Body.Contains("DOWN")))
                            .text())
                    .isEqualTo("answered 200, but \"DOWN\" is not in its answer");
        }
    }

    @Test
    void aTextIsLookedForInTheBeginningOfALongAnswer() throws Exception {
        String much = "x".repeat(200_000);
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 200004\r\n\r\nwell" + much)) {
            assertThat(result(server.backend(), looking(new Body.Contains("well")))
                            .text())
                    .startsWith("answered 200 in ");
            assertThat(result(server.backend(), looking(new Body.Contains("y"))).text())
                    .isEqualTo("answered 200, but \"y\" is not in the first 64 KiB of its answer");
        }
    }

    @Test
    void anotherPortMayBeAsked() throws Exception {
        try (RawServer server = RawServer.answering(UP)) {
            Probe probe = new Probe(Optional.of(server.backend().port()), looking(new Body.Any()));
            assertThat(result(new Backend("one", "127.0.0.1", 1, 1), probe, SETTINGS.timeout()))
                    .isInstanceOf(CheckResult.Passed.class);
            assertThat(server.requests().getFirst()).contains("host: 127.0.0.1:1\n");
        }
    }

    private static BackendTlsSettings unverified() {
        return new BackendTlsSettings(
                false, Optional.empty(), Optional.empty(), Optional.empty(), TlsSettings.Version.TLS_1_2);
    }

    private static TransportSettings trusting(SelfSigned self, String name) {
        return TransportSettings.secured(new BackendTlsSettings(
                true,
                Optional.of(self.certificate().toString()),
                Optional.of(name),
                Optional.empty(),
                TlsSettings.Version.TLS_1_2));
    }

    private static Http deep() {
        return new Http(
                "POST", "/deep", Optional.of("shop.example.com:81"), Statuses.DEFAULT, new Body.Json("/status", "UP"));
    }

    private static Http looking(Body body) {
        return new Http("GET", "/health", Optional.empty(), new Statuses(List.of(new Statuses.Range(200, 200))), body);
    }

    private String text(Backend backend, Probe.How how, TransportSettings transport) throws Exception {
        return result(backend, new Probe(Optional.empty(), how), SETTINGS.timeout(), transport)
                .text();
    }

    private CheckResult result(Backend backend, Probe.How how) throws Exception {
        return result(backend, new Probe(Optional.empty(), how), SETTINGS.timeout());
    }

    private CheckResult result(Backend backend, Probe probe, Duration timeout) throws Exception {
        return result(backend, probe, timeout, TransportSettings.DEFAULT);
    }

    private CheckResult result(Backend backend, Probe probe, Duration timeout, TransportSettings transport)
            throws Exception {
        HealthSettings.Check settings = new HealthSettings.Check(probe, timeout, timeout, timeout, 2, 3, 0);
        BackendTls tls = transport.tls().isEmpty()
                ? null
                : BackendTls.open(
                        "pool",
                        transport.tls().get(),
                        transport.http2().isPresent(),
                        ProxyUnderTest.material(transport.tls().get()));
        Prober prober = new Prober(vertx, settings, Dialer.open(vertx, transport, tls));
        return await(Future.<CheckResult>future(promise ->
                        vertx.runOnContext(_ -> prober.start(backend).result().onComplete(promise)))
                .onComplete(_ -> {
                    if (tls != null) tls.close();
                }));
    }
}
