package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.Backend;
import tandem.fixture.SelfSigned;
import tandem.health.Probe.Body;
import tandem.health.Probe.Http;
import tandem.health.Probe.Statuses;
import tandem.health.Probe.Trust;

/// One check of each kind, against servers that pass it and servers that do not.
class CheckKindsIT extends SingleCheck {
    private static final String UP = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"status\": \"UP\"}";

    @TempDir
    Path folder;

    @Test
    void aConnectionIsEnoughForTcp() throws Exception {
        try (RawServer mute = RawServer.mute()) {
            assertThat(result(mute.backend(), new Probe.Tcp())).isInstanceOf(CheckResult.Connected.class);
            Eventually.holds("it is closed", mute::clientsHaveLeft);
        }
        assertThat(result(new Backend("closed", "127.0.0.1", 1, 1), new Probe.Tcp())
                        .text())
                .isEqualTo("connection refused");
    }

    @Test
    void whatDoesNotShakeHandsFailsTheCheckByTls() throws Exception {
        try (RawServer plain = RawServer.that((_, client) -> RawServer.write(client, "220 no TLS here\r\n".repeat(9)));
                RawServer mute = RawServer.mute()) {
            assertThat(result(plain.backend(), new Probe.Tls(Trust.ANY)).text()).startsWith("no TLS: ");
            assertThat(result(mute.backend(), new Probe.Tls(Trust.ANY), Duration.ofMillis(400))
                            .text())
                    .isEqualTo("no connection with TLS within 400 ms");
        }
    }

    @Test
    void aHandshakeIsEnoughForTlsAndItsCertificateIsVerifiedWhereAuthoritiesAreGiven() throws Exception {
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
        Trust known = new Trust(
                Optional.of("localhost"), Optional.of(self.certificate().toString()));
        Trust other = new Trust(
                Optional.of("shop.example.com"), Optional.of(self.certificate().toString()));

        assertThat(result(backend, new Probe.Tls(Trust.ANY)).text()).startsWith("TLS handshake done in ");
        assertThat(result(backend, new Probe.Tls(known)).text()).startsWith("TLS handshake done in ");
        assertThat(result(backend, new Probe.Tls(other)).text()).startsWith("no TLS: ");
        assertThat(result(backend, https(known)).text()).startsWith("answered 200 in ");
        assertThat(asked).hasValue("POST /deep shop.example.com:81");
        assertThat(result(backend, https(other)).text()).startsWith("no TLS: ");
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

    private static Http https(Trust trust) {
        return new Http(
                "POST",
                "/deep",
                Optional.of("shop.example.com:81"),
                Statuses.DEFAULT,
                new Body.Json("/status", "UP"),
                Optional.of(trust));
    }

    private static Http looking(Body body) {
        return new Http(
                "GET",
                "/health",
                Optional.empty(),
                new Statuses(List.of(new Statuses.Range(200, 200))),
                body,
                Optional.empty());
    }

    private CheckResult result(Backend backend, Probe.How how) throws Exception {
        return result(backend, how, SETTINGS.timeout());
    }

    private CheckResult result(Backend backend, Probe.How how, Duration timeout) throws Exception {
        return result(backend, new Probe(Optional.empty(), how), timeout);
    }

    private CheckResult result(Backend backend, Probe probe, Duration timeout) throws Exception {
        HealthSettings.Check settings = new HealthSettings.Check(probe, timeout, timeout, timeout, 2, 3, 0);
        Prober prober = new Prober(vertx, settings);
        return await(Future.<CheckResult>future(promise ->
                        vertx.runOnContext(_ -> prober.start(backend).result().onComplete(promise)))
                .eventually(prober::close));
    }
}
