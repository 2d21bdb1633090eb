package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.RawBackend;
import tandem.fixture.SideBySide;
import tandem.tls.TestCertificates;

/// What two real nodes tell somebody of themselves: that a certificate is about to expire, also that of the
/// admin listener, and that a quorum is lost.
@SideBySide
class AlarmsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<JsonObject> told = new CopyOnWriteArrayList<>();

    @Test
    void aCertificateNearItsEndAndALostQuorumAreTold() throws Exception {
        var receiver = receiver();
        var certificates = new TestCertificates(folder);
        var end = Instant.now().plus(Duration.ofDays(1));
        var admin = certificates.write(
                "admin", TestCertificates.issued(TestCertificates.authority("operators"), end, "localhost"));
        try (var backend = RawBackend.start(connection -> {
                    while (!connection.readHead().isEmpty()) connection.answer("fine");
                });
                var pair = NodePair.inFrontOf(folder, pool(backend.port()), extra(admin, receiver))) {
            for (var node : List.of("proxy-a", "proxy-b"))
                Await.until(
                        node + " has told of the certificate",
                        LIMIT,
                        () -> of(node).stream().anyMatch(notice -> isOf(notice, "certificate", admin.certificate())));
            Await.until("somebody owns the address", LIMIT, () -> !owner().isEmpty());
            var owner = owner();
            // Both are there now.
            Await.until(
                    "the other one stands by",
                    LIMIT,
                    () -> of(other(owner)).stream().anyMatch(notice -> "BACKUP".equals(notice.getString("state"))));

            pair.kill(other(owner));

            Await.until("the quorum is lost", LIMIT, () -> "FAULT".equals(newestRole(owner)));
            assertThat(of(owner).stream().map(notice -> notice.getString("text")))
                    .anyMatch(text -> text.contains("no quorum: 1 of 2 nodes are heard"));
            Await.until(
                    "that the other one is gone is told as well",
                    LIMIT,
                    () -> of(owner).stream()
                            .anyMatch(notice ->
                                    "member error".equals(notice.getString("kind") + " " + notice.getString("grade"))));
        } finally {
            receiver.stop(0);
        }
    }

    private static String pool(int port) {
        return """
                  - name: shop
                    backends: [{name: one, address: 127.0.0.1:%d}]
                    check: {interval: 500ms, timeout: 500ms, rise: 1}
                """.formatted(port);
    }

    private static NodePair.Extra extra(TestCertificates.Pair admin, HttpServer receiver) {
        return new NodePair.Extra("quorum: 2", """
                admin: {tls: {certificate: %s, key: %s}}
                notifications: {burst: 1000, webhook: {url: "http://127.0.0.1:%d/"}}
                """.formatted(
                        admin.certificate(), admin.key(), receiver.getAddress().getPort()));
    }

    private HttpServer receiver() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                new JsonObject(body)
                        .getJsonObject("data")
                        .getJsonArray("notices")
                        .forEach(notice -> told.add((JsonObject) notice));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        return server;
    }

    private static boolean isOf(JsonObject notice, String kind, String file) {
        return kind.equals(notice.getString("kind")) && ("certificate " + file).equals(notice.getString("subject"));
    }

    /// What a node has told so far.
    private List<JsonObject> of(String node) {
        return told.stream()
                .filter(notice -> node.equals(notice.getString("node")))
                .toList();
    }

    /// A node's newest role to the address, in keepalived's words; empty for none.
    private String newestRole(String node) {
        return of(node).stream()
                .map(notice -> notice.getString("state", ""))
                .filter(state -> !state.isEmpty())
                .reduce("", (_, newer) -> newer);
    }

    private String owner() {
        if (newestRole("proxy-a").equals("MASTER")) return "proxy-a";
        return newestRole("proxy-b").equals("MASTER") ? "proxy-b" : "";
    }

    private static String other(String node) {
        return node.equals("proxy-a") ? "proxy-b" : "proxy-a";
    }
}
