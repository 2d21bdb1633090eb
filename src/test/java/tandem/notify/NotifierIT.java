package tandem.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.Event;
import tandem.fixture.Await;
import tandem.fixture.CapturedLog;
import tandem.fixture.SelfSigned;
import tandem.fixture.SideBySide;
import tandem.notify.NotifySettings.Delivery;
import tandem.notify.NotifySettings.Email;
import tandem.notify.NotifySettings.Encryption;
import tandem.notify.NotifySettings.Login;
import tandem.notify.NotifySettings.Server;
import tandem.notify.NotifySettings.Webhook;

/// Notices on every way, to real receivers.
@SideBySide
class NotifierIT {
    private static final Delivery DELIVERY = new Delivery(Duration.ofSeconds(5), 3, 100, 1000, Duration.ZERO);
    private static final List<String> VIPS = List.of("main");
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final Vertx VERTX = Vertx.vertx();

    @RegisterExtension
    final CapturedLog outboxes = new CapturedLog(Outbox.class);

    @TempDir
    Path folder;

    @AfterAll
    static void close() {
        VERTX.close();
    }

    private static Notifier notifier(NotifySettings settings) throws Notifier.Unusable {
        return Notifier.of(VERTX, settings, "shop", "proxy-a", 100);
    }

    private static Notifier notifier(Channel channel, Delivery delivery) {
        return new Notifier(Roles.WHO, List.of(channel), delivery);
    }

    private NotifySettings byEmail(Server server, Optional<String> username) throws IOException {
        var password = Files.writeString(folder.resolve("password"), "secret\n").toString();
        var email = new Email(
                server,
                "tandem@example.com",
                List.of("ops@example.com", "night@example.com"),
                username.map(name -> new Login(name, password)));
        return new NotifySettings(Optional.of(email), Optional.empty(), List.of(), DELIVERY);
    }

    @Test
    void anEmailReachesEveryRecipientAfterALogin() throws Exception {
        var smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        smtp.start();
        try {
            smtp.getUserManager().setAuthRequired(true);
            smtp.setUser("ops@example.com", "ops", "secret");
            var server = new Server("127.0.0.1", smtp.getSmtp().getPort(), Encryption.OPPORTUNISTIC, Optional.empty());
            var notifier = notifier(byEmail(server, Optional.of("ops")));

            notifier.tell(Roles.role(1, "active", 7));

            Await.until("both have it", () -> smtp.getReceivedMessages().length == 2);
            var message = smtp.getReceivedMessages()[0];
            assertThat(message.getSubject()).isEqualTo("[shop] proxy-a: main is MASTER, term 7");
            assertThat(GreenMailUtil.getBody(message)).contains("vip main: standby of proxy-b -> active, term 7");
            assertThat(message.getAllRecipients()).hasSize(2);
            notifier.leaving();
            notifier.tell(Roles.role(2, "abstains", 7));
            notifier.stopped(VIPS, STOP);
            var subjects = new ArrayList<String>();
            for (var told : smtp.getReceivedMessages()) subjects.add(told.getSubject());
            assertThat(subjects)
                    .hasSize(4)
                    .filteredOn("[shop] proxy-a: main is STOP, term 7"::equals)
                    .hasSize(2);
        } finally {
            smtp.stop();
        }
    }

    private static SSLContext context(SelfSigned files) throws Exception {
        var store = KeyStore.getInstance(
                files.certificate().resolveSibling("self-signed.p12").toFile(), "changeit".toCharArray());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void startTlsIsUsedAndInsistedOn() throws Exception {
        var files = SelfSigned.in(folder);
        try (var server = new MailServer(context(files), true);
                var plain = new MailServer(context(files), false)) {
            var trusted = Optional.of(files.certificate().toString());
            var settings =
                    byEmail(new Server("localhost", server.port(), Encryption.STARTTLS, trusted), Optional.empty());
            var notifier = notifier(settings);
            notifier.tell(Roles.role(1, "active", 7));
            Await.until("it was told", () -> server.heard.contains("tls QUIT"));
            notifier.stopped(List.of(), STOP);
            assertThat(server.heard)
                    .contains("STARTTLS", "tls RCPT TO:<ops@example.com>", "tls RCPT TO:<night@example.com>")
                    .noneMatch(line -> line.startsWith("MAIL"));

            // Nobody takes the offer out, and nobody but the server is believed.
            refused(new Server("localhost", plain.port(), Encryption.STARTTLS, trusted));
            refused(new Server("localhost", server.port(), Encryption.STARTTLS, Optional.empty()));
            assertThat(plain.heard).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void aRecipientWhomTheServerDoesNotTakeKeepsTheOthersFromNothing() throws Exception {
        var tried = new AtomicInteger();
        var late = new AtomicBoolean();
        try (var server = new MailServer(SSLContext.getDefault(), false, line -> {
            if (!line.contains("ops@")) return false;
            tried.incrementAndGet();
            return !late.get();
        })) {
            var at = new Server("localhost", server.port(), Encryption.NONE, Optional.empty());
            var notifier = notifier(byEmail(at, Optional.empty()));
            notifier.tell(Roles.role(1, "active", 7));
            Await.until("it is counted", () -> failed(notifier) == 1);
            assertThat(tried).hasValue(DELIVERY.attempts());
            assertThat(told(server)).containsExactly("Subject: [shop] proxy-a: main is MASTER, term 7");
            assertThat(outboxes.lines())
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line ->
                            line.contains("not told by e-mail: ") && line.contains("not for ops@example.com: "));

            // Who is taken at a later attempt gets it then, and the others get it once.
            server.heard.clear();
            tried.set(0);
            notifier.tell(Roles.role(2, "abstains", 8));
            Await.until("it was refused once", () -> tried.get() > 0);
            late.set(true);
            Await.until("both have it", () -> told(server).size() == 2);
            notifier.stopped(List.of(), STOP);
            assertThat(server.heard)
                    .filteredOn("RCPT TO:<night@example.com>"::equals)
                    .hasSize(1);
            assertThat(failed(notifier)).isEqualTo(1);
        }
    }

    private static long failed(Notifier notifier) {
        return notifier.counts().getOrDefault("e-mail", Map.of()).getOrDefault("failed", 0L);
    }

    /// The subjects of the messages that a server has taken.
    private static List<String> told(MailServer server) {
        return server.heard.stream()
                .filter(line -> line.startsWith("Subject: "))
                .toList();
    }

    private void refused(Server server) throws IOException {
        var channel = new EmailChannel(
                VERTX, byEmail(server, Optional.empty()).email().orElseThrow(), Optional.empty(), DELIVERY);
        var notice = Notice.of(Roles.role(1, "active", 7), Roles.WHO).orElseThrow();
        assertThatThrownBy(() -> channel.send(new Digest("id", List.of(notice), Digest.Lost.NONE)))
                .isInstanceOf(IOException.class);
        channel.close();
    }

    /// A call as the webhook's receiver got it.
    private record Call(String id, long time, String signature, String body) {}

    @Test
    void aWebhookThatFailsTwiceIsToldOnceAndSigned() throws Exception {
        var calls = new CopyOnWriteArrayList<Call>();
        var server = VERTX.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    calls.add(new Call(
                            String.valueOf(request.getHeader("webhook-id")),
                            Long.parseLong(request.getHeader("webhook-timestamp")),
                            String.valueOf(request.getHeader("webhook-signature")),
                            body.toString()));
                    request.response()
                            .setStatusCode(calls.size() < 3 ? 503 : 204)
                            .end();
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        var key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var secret = Files.writeString(folder.resolve("secret"), key + "\n").toString();
        var hook = new Webhook(URI.create("http://127.0.0.1:" + server.actualPort() + "/"), Optional.of(secret));
        var notifier = notifier(new NotifySettings(Optional.empty(), Optional.of(hook), List.of(), DELIVERY));

        notifier.tell(Roles.role(1, "standby of proxy-b", 7));

        Await.until("it was told at the third attempt", () -> calls.size() == 3);
        notifier.stopped(VIPS, STOP);
        assertThat(calls).hasSize(4);
        assertThat(calls.subList(0, 3))
                .extracting(Call::id)
                .containsOnly(calls.getFirst().id());
        assertThat(calls.getLast().id()).isNotEqualTo(calls.getFirst().id());
        for (var call : calls)
            assertThat(call.signature())
                    .isEqualTo(WebhookSignature.of(key)
                            .of(call.id(), call.time(), call.body().getBytes(StandardCharsets.UTF_8)));
        var told = new JsonObject(calls.get(2).body());
        assertThat(told.getString("type")).isEqualTo("tandem.role");
        assertThat(told.getJsonObject("data").getString("state")).isEqualTo("BACKUP");
        assertThat(told.getJsonObject("data").getLong("term")).isEqualTo(7);
        server.close();
    }

    private Path script(String text) throws IOException {
        var script = Files.writeString(folder.resolve("notify.sh"), "#!/bin/sh\n" + text + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCommandIsCalledAsKeepalivedCallsIt() throws Exception {
        var said = folder.resolve("said");
        var script = script("echo \"$# $* $TANDEM_TERM $TANDEM_NODE\" >> " + said);
        var notifier =
                notifier(new CommandChannel(List.of(script.toString(), "our word"), DELIVERY.timeout()), DELIVERY);

        notifier.tell(Roles.role(1, "active", 3));
        Await.until("it was called", () -> lines(said).size() == 1);
        notifier.tell(Roles.other(Event.Kind.NODE, Event.Grade.INFO, new JsonObject()));
        notifier.tell(Roles.role(3, "abstains", 4));
        Await.until("it was called again", () -> lines(said).size() == 2);
        notifier.stopped(VIPS, STOP);

        assertThat(lines(said))
                .containsExactly(
                        "5 our word INSTANCE main MASTER 100 3 proxy-a",
                        "5 our word INSTANCE main FAULT 100 4 proxy-a",
                        "5 our word INSTANCE main STOP 100 4 proxy-a");
    }

    @Test
    void aCommandThatHangsIsKilledWithAllThatItStartedAndHoldsNobodyUp() throws Exception {
        var said = folder.resolve("said");
        var script =
                script("echo $3 >> " + said + "; [ $3 = BACKUP ] && exit; sleep 1000 & echo $! >> " + said + "; wait");
        var notifier = notifier(new CommandChannel(List.of(script.toString()), Duration.ofMillis(500)), DELIVERY);

        notifier.tell(Roles.role(1, "active", 3));
        Await.until("it has begun", () -> lines(said).size() == 2);
        var sleeping = Long.parseLong(lines(said).getLast());
        notifier.tell(Roles.role(2, "standby of proxy-b", 4));
        Await.until("the next one is told", () -> lines(said).size() == 3);

        assertThat(lines(said).getLast()).isEqualTo("BACKUP");
        Await.until(
                "both are counted",
                () -> notifier.counts().equals(Map.of("command", Map.of("done", 1L, "failed", 1L))));
        Await.until(
                "what hung is gone",
                () -> ProcessHandle.of(sleeping).filter(ProcessHandle::isAlive).isEmpty());
        notifier.stopped(List.of(), STOP);
    }

    /// Holds whoever tells it until the test lets go.
    private record Held(List<Digest> digests, CountDownLatch go, boolean hurried) implements Channel {
        static Held of(boolean hurried) {
            return new Held(new CopyOnWriteArrayList<>(), new CountDownLatch(1), hurried);
        }

        @Override
        public String name() {
            return "held";
        }

        @Override
        public boolean takes(Notice notice) {
            return true;
        }

        @Override
        public int attempts() {
            return 1;
        }

        @Override
        public void send(Digest digest) throws InterruptedException {
            digests.add(digest);
            go.await();
        }
    }

    @Test
    void anAddressThatFlapsIsSummarisedWhoeverIsSlow() throws Exception {
        var slow = Held.of(true);
        var notifier = notifier(slow, DELIVERY);
        notifier.tell(Roles.role(1, "active", 1));
        Await.until("the first is being told", () -> slow.digests().size() == 1);
        for (int i = 2; i <= 205; i++) notifier.tell(Roles.role(i, i % 2 == 0 ? "abstains" : "active", i));
        slow.go().countDown();
        Await.until("the rest is told at once", () -> slow.digests().size() == 2);
        notifier.stopped(List.of(), STOP);
        var summary = slow.digests().getLast();
        assertThat(summary.count()).isEqualTo(204);
        assertThat(summary.notices()).hasSize(DELIVERY.queue());
        assertThat(summary.title()).isEqualTo("[shop] proxy-a: main is MASTER, term 205 (after 203 more changes)");
        assertThat(summary.notices().stream()
                        .map(notice -> notice.role().orElseThrow().term()))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(106, 205).mapToObj(Long::valueOf).toList());
    }

    @Test
    void afterABurstTheRestWaitsForThePaceButNotAtAStop() throws Exception {
        var quick = Held.of(false);
        quick.go().countDown();
        var notifier = notifier(quick, new Delivery(Duration.ofSeconds(5), 1, 100, 3, Duration.ofHours(1)));
        var told = new AtomicInteger();
        for (int i = 1; i <= 3; i++) {
            notifier.tell(Roles.role(i, "active", i));
            told.incrementAndGet();
            Await.until("it is told at once", () -> quick.digests().size() == told.get());
        }
        for (int i = 4; i <= 20; i++) notifier.tell(Roles.role(i, "active", i));
        notifier.stopped(VIPS, STOP);
        assertThat(quick.digests()).hasSize(4);
        assertThat(quick.digests().getLast().count()).isEqualTo(18);
        assertThat(quick.digests().getLast().title()).contains("main is STOP, term 20");
    }

    @Test
    void whatWaitsIsToldInTheNewWayOnceItIsReloaded() throws Exception {
        var old = Held.of(true);
        var fresh = Held.of(true);
        fresh.go().countDown();
        var notifier = notifier(old, DELIVERY);
        notifier.tell(Roles.role(1, "active", 1));
        Await.until("the first is being told", () -> old.digests().size() == 1);
        notifier.tell(Roles.role(2, "abstains", 2));

        notifier.follow(new Ways(List.of(fresh), DELIVERY, List.of()));
        notifier.tell(Roles.role(3, "active", 3));
        old.go().countDown();

        Await.until("the rest is told", () -> !fresh.digests().isEmpty());
        notifier.stopped(List.of(), STOP);
        assertThat(old.digests()).hasSize(1);
        assertThat(fresh.digests().stream()
                        .flatMap(digest -> digest.notices().stream())
                        .map(notice -> notice.role().orElseThrow().term()))
                .containsExactly(2L, 3L);
    }

    @Test
    void aSlowPaceThatIsMadeQuickerHoldsNothingUpAndAChannelThatIsGoneTellsWhatItHas() throws Exception {
        var channel = Held.of(false);
        channel.go().countDown();
        var slow = new Delivery(Duration.ofSeconds(5), 1, 100, 1, Duration.ofHours(1));
        var notifier = notifier(channel, slow);
        notifier.tell(Roles.role(1, "active", 1));
        Await.until("the first is told", () -> channel.digests().size() == 1);
        notifier.tell(Roles.role(2, "abstains", 2));
        notifier.follow(new Ways(List.of(channel), DELIVERY, List.of()));
        Await.until("the second is told", () -> channel.digests().size() == 2);

        notifier.follow(new Ways(List.of(channel), slow, List.of()));
        notifier.tell(Roles.role(3, "active", 3));
        notifier.tell(Roles.role(4, "abstains", 4));
        notifier.follow(new Ways(List.of(), slow, List.of()));
        Await.until(
                "the rest is told all the same",
                () -> channel.digests().stream().mapToInt(Digest::count).sum() == 4);
        notifier.tell(Roles.role(5, "active", 5));
        notifier.stopped(List.of(), STOP);
        assertThat(channel.digests().stream().mapToInt(Digest::count).sum()).isEqualTo(4);
        assertThat(notifier.counts()).containsKey("held");
    }

    @Test
    void aReloadReadsTheFilesWithSecretsAgain() throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var hook = new Webhook(URI.create("http://127.0.0.1:1/"), Optional.of(secret.toString()));
        var settings = new NotifySettings(Optional.empty(), Optional.of(hook), List.of(), DELIVERY);
        var notifier = notifier(settings);
        assertThat(notifier.prepare(settings)).isEmpty();
        Files.writeString(secret, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
        notifier.prepare(settings).orElseThrow().run();
        assertThat(notifier.prepare(settings)).isEmpty();
        Files.delete(secret);
        assertThatThrownBy(() -> notifier.prepare(settings))
                .isInstanceOf(Notifier.Unusable.class)
                .hasMessageContaining("notifications.webhook.secret-file cannot be read");
    }
}
