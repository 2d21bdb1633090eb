package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tandem.proxy.FuzzIT.Stand;
import tandem.proxy.ReferenceHttp.Answer;
import tandem.proxy.ReferenceHttp.Request;
import tandem.proxy.ReferenceHttp.State;

/// Requests with damage, one behind the other on one connection: those that are good before the first that is not are
/// answered in order and reach the backend to the letter; that one is refused and the connection ends, and nothing of
/// it
/// or behind it reaches the backend.
final class FuzzedRequests {
    private static final String[] REQUESTS = {
        "GET /a?b=c%20;d HTTP/1.1\r\nHost: t\r\nCookie: JSESSIONID=1.b0\r\nX-A: b\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: t:80\r\nContent-Length: 12\r\n\r\nhello world!",
        "POST /a HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 2\r\nX-A: b\r\n\r\nok",
        "PUT /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n",
        String.join(
                "",
                "PUT /a HTTP/1.1\r\nHost: t\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\n\r\n0a\r\n0123456789\r\n",
                "1 ; a=\"b\\\"\"\r\n!\r\n000\r\nX-Sum: 1\r\nHost: u\r\n\r\n"),
        "GET http://u:8080/a?b HTTP/1.1\r\nHost: t\r\nConnection: keep-alive, X-A\r\nX-A: b\r\nX-B: c\r\n\r\n",
        "GET /old HTTP/1.0\r\nConnection: keep-alive\r\nX-A: b\r\n\r\n",
        "POST /old HTTP/1.0\r\nHost: [::1]:80\r\nContent-Length: 3\r\n\r\nold",
        "GET / HTTP/1.1\r\nHost: t\r\nConnection: Upgrade, X-A\r\nUpgrade: x\r\nX-A: b\r\n\r\n",
        "HEAD /a HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 192.0.2.1\r\nForwarded: for=192.0.2.1\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: t\r\nAccept: */*;q=0.5,\tx/y\r\n\r\n",
        "\r\nDELETE /a;b=c/%2e%2E//d HTTP/1.1\r\nhost:\tt\t\r\nX-A:\r\nX-A: \u00e9 \"\r\n\r\n"
    };
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 414, 421, 431, 501, 505);

    private FuzzedRequests() {}

    /// How the bytes end, behind the requests that are good.
    private enum End {
        /// There the next one could begin.
        OPEN,
        /// The last one ends its connection.
        CLOSES,
        /// The next one has to be refused.
        REFUSED,
        /// The next one is not whole: it may be refused already, or waited for.
        UNFINISHED
    }

    /// What has to come of some bytes.
    private record Due(List<Request> good, End end) {
        static Due of(String text) {
            List<Request> good = new ArrayList<>();
            for (int at = 0; at < text.length(); ) {
                Request next = ReferenceHttp.request(text, at);
                if (next.state() != State.WHOLE)
                    return new Due(good, next.state() == State.PART ? End.UNFINISHED : End.REFUSED);
                good.add(next);
                if (!next.persists()) return new Due(good, End.CLOSES);
                at = next.body().end();
            }
            return new Due(good, End.OPEN);
        }
    }

    static void play(Stand on, Random random) throws IOException {
        var text = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--)
            text.append(Damage.of(REQUESTS[random.nextInt(REQUESTS.length)], random));
        Due due = Due.of(text.toString());
        WatchedBackend backend = on.backend();
        backend.forget();
        backend.answer(request -> WatchedBackend.Reply.good(
                request, "seen " + backend.seen().indexOf(request) + " of " + request.target()));
        try (FuzzClient client = new FuzzClient(on.server().port())) {
            client.send(text.toString(), random);
            List<Answer> answers = answers(client, due.good);
            if (due.end == End.OPEN || due.end == End.UNFINISHED) client.endOutput();
            String rest = client.rest();
            try {
                check(on, due, answers, rest);
            } catch (AssertionError e) {
                throw new AssertionError("sent: " + text + "\n" + due + "\ngot: " + answers + rest, e);
            }
        }
    }

    private static List<Answer> answers(FuzzClient client, List<Request> to) throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (Request request : to) {
            Answer answer = client.answer(request.method());
            if (answer.state() != State.WHOLE) break;
            answers.add(answer);
        }
        return answers;
    }

    private static void check(Stand on, Due due, List<Answer> answers, String rest) {
        List<Request> seen = on.backend().seen();
        assertThat(answers).hasSameSizeAs(due.good);
        assertThat(seen).hasSameSizeAs(due.good);
        for (int i = 0; i < seen.size(); i++) {
            Request sent = due.good.get(i);
            assertSame(sent, seen.get(i), on.backend().port());
            assertThat(answers.get(i).status()).isEqualTo(200);
            if (!sent.method().equals("HEAD"))
                assertThat(answers.get(i).body().bytes()).startsWith("seen ").endsWith(" of " + sent.target());
        }
        switch (due.end) {
            case OPEN -> assertThat(rest).isEmpty();
            case CLOSES -> {
                assertThat(rest).isEmpty();
                assertThat(ReferenceHttp.tokens(answers.getLast().fields(), "connection"))
                        .contains("close");
            }
            case REFUSED -> assertRefusal(rest);
            case UNFINISHED -> {
                if (!rest.isEmpty()) assertRefusal(rest);
            }
        }
    }

    private static void assertRefusal(String text) {
        Answer answer = ReferenceHttp.answer(text, 0, "GET", true);
        // The method may be HEAD, as far as it can be told.
        if (answer.state() == State.PART) answer = ReferenceHttp.answer(text, 0, "HEAD", true);
        assertThat(answer.state()).isEqualTo(State.WHOLE);
        assertThat(answer.body().end()).isEqualTo(text.length());
        assertThat(answer.status()).isIn(REFUSALS);
        assertThat(ReferenceHttp.tokens(answer.fields(), "connection")).containsExactly("close");
    }

    private static void assertSame(Request sent, Request seen, int port) {
        assertThat(seen.method()).isEqualTo(sent.method());
        assertThat(seen.target()).isEqualTo(sent.target());
        assertThat(seen.host()).isEqualTo(sent.host().isEmpty() ? "127.0.0.1:" + port : sent.host());
        assertThat(seen.passedOn()).isEqualTo(sent.passedOn());
        assertThat(seen.body().bytes()).isEqualTo(sent.body().bytes());
        assertThat(seen.body().trailers()).isEqualTo(sent.body().passedOn());
        assertThat(ReferenceHttp.values(seen.fields(), "x-forwarded-for")).containsExactly("127.0.0.1");
        assertThat(ReferenceHttp.values(seen.fields(), "x-forwarded-proto")).containsExactly("http");
        assertThat(ReferenceHttp.values(seen.fields(), "forwarded")).isEmpty();
    }
}
