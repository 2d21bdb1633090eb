package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tandem.proxy.FuzzIT.Stand;
import tandem.proxy.ReferenceHttp.Answer;
import tandem.proxy.ReferenceHttp.State;
import tandem.proxy.WatchedBackend.Reply;

/// Answers of a backend with damage: a good one is the client's to the letter, and one with a wrong head is a 502,
/// after which the client's connection goes on; where the head was good and the body is not, the answer is cut off.
/// After
/// anything but a good answer the backend's connection is not used again, and no request is sent twice that may not be.
final class FuzzedAnswers {
    private static final String[] ANSWERS = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\nhello",
        String.join(
                "",
                "HTTP/1.1 201 \r\nTransfer-Encoding: chunked\r\nTrailer: A\r\n\r\n",
                "5;a=\"b;\\\"\"\r\nhello\r\n0a\r\n0123456789\r\n0\r\nA: b\r\nSet-Cookie: c\r\n\r\n"),
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102\r\n\r\nHTTP/1.1 204 No\r\nA: b\r\nA: c\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nA: b\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nConnection: close, A\r\nA: b\r\nServer: c\r\n\r\nhello",
        "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 7\r\n\r\n",
        "HTTP/1.1 500 \u00e9\r\nContent-Type: text/plain\r\nKeep-Alive: timeout=5\r\nContent-Length: 3\r\n\r\nno!",
        "HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhello"
    };
    /// Three attempts, and a kept connection that was closed.
    private static final long MOST_TIMES = 4;
    private static final String GOOD = "GET /good HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
    private static final Asked[] REQUESTS = {
        new Asked("GET", "GET /fuzz HTTP/1.1\r\nHost: t\r\n\r\n", Kind.USUAL),
        new Asked("POST", "POST /fuzz HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n\r\nok", Kind.USUAL),
        new Asked("HEAD", "HEAD /fuzz HTTP/1.1\r\nHost: t\r\n\r\n", Kind.USUAL),
        new Asked("GET", "GET /fuzz HTTP/1.0\r\nHost: t\r\n\r\n", Kind.OLD),
        new Asked(
                "GET",
                "GET /fuzz HTTP/1.1\r\nHost: t\r\nConnection: Upgrade, close\r\nUpgrade: x\r\n\r\n",
                Kind.UPGRADE)
    };

    private FuzzedAnswers() {}

    /// What a client asks.
    private enum Kind {
        /// Behind it another request comes.
        USUAL,
        /// By HTTP/1.0, which ends the connection.
        OLD,
        /// For another protocol, or else the end.
        UPGRADE
    }

    private record Asked(String method, String request, Kind kind) {}

    /// What has to come of what a backend sends.
    ///
    /// @param last its final answer: good when it is whole, a bad one without a status, and else one to be cut off
    private record Due(List<Answer> interim, Answer last, boolean trustworthy) {
        static Due of(String text, Asked asked, boolean ended) {
            List<Answer> interim = new ArrayList<>();
            int at = 0;
            while (true) {
                Answer next = ReferenceHttp.answer(text, at, asked.method, ended);
                if (next.status() == 101 && !mayBe(next, asked)) next = Answer.not(State.MALFORMED, at);
                boolean whole = next.state() == State.WHOLE;
                if (!whole || !next.isInterim() || next.status() == 101)
                    return new Due(
                            interim,
                            next,
                            whole
                                    && next.status() != 101
                                    && next.persists()
                                    && next.body().end() == text.length());
                interim.add(next);
                at = next.body().end();
            }
        }

        private static boolean mayBe(Answer agreed, Asked asked) {
            List<String> protocols = ReferenceHttp.tokens(agreed.fields(), "upgrade");
            return asked.kind == Kind.UPGRADE
                    && !protocols.isEmpty()
                    && List.of("x").containsAll(protocols);
        }

        boolean isPart() {
            return last.state() == State.PART;
        }

        private boolean isGood() {
            return last.state() == State.WHOLE;
        }
    }

    static void play(Stand on, Random random) throws IOException {
        Asked asked = REQUESTS[random.nextInt(REQUESTS.length)];
        String text = Damage.of(ANSWERS[random.nextInt(ANSWERS.length)], random);
        // What would be waited for ends instead.
        boolean closes = Due.of(text, asked, false).isPart();
        Due due = Due.of(text, asked, closes);
        // What comes behind an answer comes with its end, or the next request may be quicker.
        boolean whole = due.isGood() && !due.trustworthy;
        List<String> pieces = whole ? List.of(text) : FuzzClient.pieces(text, random);
        Reply reply = new Reply(pieces, closes, due.trustworthy);
        on.backend().forget();
        on.backend().answer(request -> request.target().equals("/fuzz") ? reply : Reply.good(request, "good"));
        try (FuzzClient client = new FuzzClient(on.server().port())) {
            client.send(asked.kind == Kind.USUAL ? asked.request + GOOD : asked.request, random);
            String got = client.rest();
            try {
                check(due, asked, got, client.isReset());
                long times = on.backend().seen().stream()
                        .filter(request -> request.target().equals("/fuzz"))
                        .count();
                assertThat(times).isBetween(1L, asked.method.equals("POST") ? 1L : MOST_TIMES);
            } catch (AssertionError e) {
                throw new AssertionError("sent: " + text + "\nfor " + asked + "\n" + due + "\ngot: " + got, e);
            }
        }
    }

    private static void check(Due due, Asked asked, String got, boolean reset) {
        int at = interim(due, asked, got);
        Answer answer = ReferenceHttp.answer(got, at, asked.method, true);
        if (due.isGood()) {
            assertThat(answer.state()).isEqualTo(State.WHOLE);
            assertThat(answer.status()).isEqualTo(due.last.status());
            assertThat(answer.passedOn()).isEqualTo(due.last.passedOn());
            assertThat(answer.body().bytes()).isEqualTo(due.last.body().bytes());
            assertThat(answer.body().trailers())
                    .isEqualTo(
                            asked.kind == Kind.OLD ? List.of() : due.last.body().passedOn());
            assertSameLength(due.last, answer);
            assertNext(asked, got.substring(answer.body().end()));
        } else if (due.last.status() == 0) {
            assertThat(answer.state()).isEqualTo(State.WHOLE);
            assertThat(answer.status()).isEqualTo(502);
            assertNext(asked, got.substring(answer.body().end()));
        } else if (at < got.length()) {
            assertThat(answer.status()).isEqualTo(due.last.status());
            assertThat(answer.passedOn()).isEqualTo(due.last.passedOn());
            assertThat(due.last.body().bytes()).startsWith(answer.body().bytes());
            // Whoever reads to the end of the connection has nothing else to know it by.
            if (answer.framing().equals("close")) assertThat(reset).isTrue();
            else assertThat(answer.state()).isEqualTo(State.PART);
        }
    }

    /// What precedes the answer comes as it is; again, where the request is sent again.
    ///
    /// @return where that ends
    private static int interim(Due due, Asked asked, String got) {
        int at = 0;
        int count = 0;
        while (true) {
            Answer next = ReferenceHttp.answer(got, at, asked.method, true);
            if (next.state() != State.WHOLE || !next.isInterim() || next.status() == 101) break;
            assertThat(due.interim).isNotEmpty();
            Answer sent = due.interim.get(count++ % due.interim.size());
            assertThat(next.status()).isEqualTo(sent.status());
            assertThat(next.passedOn()).isEqualTo(sent.passedOn());
            at = next.body().end();
        }
        if (asked.kind == Kind.OLD) assertThat(count).isZero();
        else if (due.isGood()) assertThat(count).isEqualTo(due.interim.size());
        return at;
    }

    private static void assertSameLength(Answer sent, Answer got) {
        if (!got.framing().equals("none")) return;
        assertThat(lengths(got)).isEqualTo(sent.status() == 204 ? List.of() : lengths(sent));
    }

    /// As numbers: 02 may go on as 2 (RFC 9110 §8.6).
    private static List<String> lengths(Answer answer) {
        return ReferenceHttp.values(answer.fields(), "content-length").stream()
                .map(length -> length.replaceFirst("^0+(?=.)", ""))
                .toList();
    }

    private static void assertNext(Asked asked, String rest) {
        if (asked.kind != Kind.USUAL) {
            assertThat(rest).isEmpty();
            return;
        }
        Answer next = ReferenceHttp.answer(rest, 0, "GET", true);
        assertThat(next.state()).isEqualTo(State.WHOLE);
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.body().bytes()).isEqualTo("good");
        assertThat(next.body().end()).isEqualTo(rest.length());
    }
}
