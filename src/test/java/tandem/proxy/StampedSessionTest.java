package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.health.HealthSettings;
import tandem.health.HealthTable;
import tandem.http.HeadLimits;
import tandem.http.RequestHead;
import tandem.route.HeaderField;

/// How long the cookie of a session lasts.
class StampedSessionTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Backend A = new Backend("a", "127.0.0.1", 8001, 1);
    private static final Instant BEGUN = Instant.parse("2026-11-30T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(BEGUN);

    @TempDir
    Path folder;

    @AfterAll
    static void stop() {
        VERTX.close();
    }

    @Test
    void aSessionIsTheSameHoweverOftenItsCookieIsRenewed() {
        Random random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            long stamped = StampedSession.of(random.nextLong(), 1_800_000_000L);
            long id = StampedSession.id(stamped);
            assertThat(id).isNotZero();
            assertThat(StampedSession.id(StampedSession.of(id, 1_900_000_000L))).isEqualTo(id);
            assertThat(StampedSession.id(random.nextLong())).isNotEqualTo(id);
        }
    }

    @Test
    void aCookieIsDueWhenHalfOfItsTimeIsOver() {
        long stamped = StampedSession.of(7L << 32, 1_800_000_000L);
        Duration hour = Duration.ofHours(1);
        assertThat(StampedSession.isDue(stamped, hour, 1_800_000_000L)).isFalse();
        assertThat(StampedSession.isDue(stamped, hour, 1_800_001_799L)).isFalse();
        assertThat(StampedSession.isDue(stamped, hour, 1_800_001_800L)).isTrue();
        assertThat(StampedSession.isDue(stamped, hour, 1_800_009_999L)).isTrue();
        assertThat(StampedSession.isDue(stamped, hour, 1_799_999_999L)).isTrue();
    }

    @Test
    void aClientThatComesAgainAndAgainKeepsItsCookie() throws IOException {
        Sessions sessions = sessions(Duration.ofHours(1));
        String cookie = set(sessions.answer(Session.NONE, A, false));
        long id = session(sessions, cookie).id();
        for (int minutes = 10; minutes <= 300; minutes += 10) {
            now.set(BEGUN.plus(Duration.ofMinutes(minutes)));
            Session session = session(sessions, cookie);
            assertThat(session.route()).isEqualTo("a");
            assertThat(session.id()).isEqualTo(id);
            HeaderField renewed = sessions.answer(session, A, false);
            assertThat(renewed != null).isEqualTo(minutes % 30 == 0);
            if (renewed != null) cookie = set(renewed);
        }
    }

    @Test
    void oneThatLastsUntilTheBrowserIsClosedIsSetOnce() throws IOException {
        Sessions sessions = sessions(Duration.ZERO);
        String cookie = set(sessions.answer(Session.NONE, A, false));
        now.set(BEGUN.plus(Duration.ofDays(100)));
        assertThat(sessions.answer(session(sessions, cookie), A, false)).isNull();
    }

    /// Its session is a random number.
    @Test
    void aCookieOfAnEarlierVersionIsGoodAndRenewed() throws IOException {
        Sessions sessions = sessions(Duration.ofHours(1));
        CookieSeal seal = new CookieSeal("0123456789abcdef".getBytes(StandardCharsets.US_ASCII), "p");
        Session session = session(sessions, "TANDEM=" + seal.seal(0x1234_5678_9abc_def1L, seal.backend("a")));
        assertThat(session.route()).isEqualTo("a");
        assertThat(session(sessions, set(sessions.answer(session, A, false))))
                .isEqualTo(new Session("a", session.id()));
    }

    private Sessions sessions(Duration maxAge) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "0123456789abcdef");
        var usual = AffinityCookie.Attributes.DEFAULT;
        var attributes = new AffinityCookie.Attributes(
                usual.path(), usual.domain(), usual.secure(), usual.httpOnly(), usual.sameSite(), maxAge);
        var settings = new PoolSettings(
                "p",
                Balancing.by(Algorithm.ROUND_ROBIN),
                List.of(A),
                new Affinity(new AffinityCookie("TANDEM", attributes, false, Optional.of(key.toString()))),
                HealthSettings.DEFAULT,
                RetrySettings.DEFAULT,
                Optional.empty(),
                TransportSettings.DEFAULT);
        var table = new HealthTable("p", List.of(A), HealthSettings.DEFAULT, () -> 0, _ -> {});
        Dialer dialer = Dialer.open(VERTX, TransportSettings.DEFAULT);
        return new Sessions(
                Upstream.open(List.of(new Served(settings, table, dialer))).getFirst(), now::get);
    }

    private static String set(@Nullable HeaderField field) {
        String value = Objects.requireNonNull(field).value();
        return value.substring(0, value.indexOf(';'));
    }

    private static Session session(Sessions sessions, String cookie) {
        RequestHead head = new RequestHead();
        String text = "GET / HTTP/1.1\r\nHost: test\r\nCookie: " + cookie + "\r\n\r\n";
        head.take(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII), new HeadLimits(8192, 8192, 100));
        return sessions.of(head);
    }
}
