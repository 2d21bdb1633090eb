package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.proxy.StrictnessTable.Case;
import tandem.proxy.StrictnessTable.Outcome;

/// The strictness table: what is not exactly HTTP/1.1 is refused through a real socket with the status that
/// the RFC's section asks for, the connection ends, and nothing of it or behind it reaches the backend.
final class StrictnessIT {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: t\r\n\r\n";

    private static final String CHUNKED = head("POST / HTTP/1.1", "Host: t", "Transfer-Encoding: chunked");

    @TempDir
    Path folder;

    private static RawBackend backend;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        backend = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        proxy = ProxyUnderTest.start(backend.port());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        backend.close();
    }

    /// Every request of these tests.
    private static List<Case> cases() {
        return Stream.of(
                        lines().map(Arguments::get)
                                .map(of -> new Case(of[0] + "", of[1] + "", of[3] + "", line(of[3] + ""), (int) of[2])),
                        fields().map(Arguments::get)
                                .map(of ->
                                        new Case(of[0] + "", of[1] + "", of[3] + "", fields(of[3] + ""), (int) of[2])),
                        chunks().map(body ->
                                new Case("9112 \u00a77.1", "a body in chunks", body, CHUNKED + body + "0\r\n\r\n", 0)))
                .flatMap(all -> all)
                .toList();
    }

    private static String line(String line) {
        return line + "\r\nHost: t\r\n\r\n";
    }

    private static String fields(String fields) {
        return "POST / HTTP/1.1\r\n" + fields + "\r\n\r\n";
    }

    @Test
    void theTableSaysWhatIsRefusedAndWhatNginxDoesWithIt() throws IOException {
        List<Case> cases = cases();
        assertThat(cases).hasSizeGreaterThan(150);
        Path file = Path.of("..", "docs", "strictness.md");
        String said = Files.readString(file);
        List<Outcome> outcomes = new ArrayList<>();
        String version;
        try (RawBackend behind = RawBackend.start(connection -> {
                    if (!connection.readHead().isEmpty()) connection.answer("");
                });
                NginxUnderTest nginx = NginxUnderTest.start(folder, behind.port())) {
            version = nginx.version();
            for (Case one : cases) outcomes.add(outcome(nginx, behind, one));
        }
        String measured = StrictnessTable.text(version, cases, outcomes);
        if (System.getProperty("tandem.strictness", "").equals("write")) Files.writeString(file, measured);
        else if (StrictnessTable.version(said).equals(version)) assertThat(said).isEqualTo(measured);
        else {
            assertThat(StrictnessTable.own(said)).isEqualTo(StrictnessTable.own(measured));
            System.out.println("docs/strictness.md is about nginx " + StrictnessTable.version(said)
                    + ", and nginx " + version + " of this machine does otherwise here: "
                    + StrictnessTable.different(said, measured));
        }
    }

    private static Outcome outcome(NginxUnderTest nginx, RawBackend behind, Case one) throws IOException {
        behind.heads().clear();
        var all = new StringBuilder();
        try (RawClient client = nginx.client()) {
            client.send(one.request() + HIDDEN.replace("Host: t", "Host: t\r\nConnection: close"));
            for (int next = client.in().read(); next >= 0; next = client.in().read()) all.append((char) next);
        } catch (IOException reset) {
            // What has come counts.
        }
        int status = all.indexOf("HTTP/1.") == 0 ? Integer.parseInt(all.substring(9, 12)) : 0;
        return new Outcome(status, !behind.heads().isEmpty());
    }

    private static void assertRefused(String request, String section, int status) throws IOException {
        backend.heads().clear();
        try (RawClient client = proxy.client()) {
            Answer answer = client.send(request + HIDDEN).read();
            assertThat(answer.status()).as(section).isEqualTo(status);
            assertThat(answer.field("connection")).hasValue("close");
            assertThat(client.isEnded()).as("the connection ends").isTrue();
        }
        assertThat(backend.heads()).isEmpty();
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("9112 \u00a73.2", "NUL in the target", 400, "GET /a\u0000b HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "NUL in the method", 400, "G\u0000T / HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "SOH in the target", 400, "GET /a\u0001b HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "SOH in the method", 400, "G\u0001T / HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "backspace in the target", 400, "GET /a\u0008b HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "backspace in the method", 400, "G\u0008T / HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "a vertical tab in the target", 400, "GET /a\u000bb HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "a vertical tab in the method", 400, "G\u000bT / HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "a form feed in the target", 400, "GET /a\u000cb HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "a form feed in the method", 400, "G\u000cT / HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "ESC in the target", 400, "GET /a\u001bb HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "ESC in the method", 400, "G\u001bT / HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "DEL in the target", 400, "GET /a\u007fb HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "DEL in the method", 400, "G\u007fT / HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "a byte beyond ASCII in the target", 400, "GET /a\u0080b HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "a byte beyond ASCII in the method", 400, "G\u0080T / HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "0xFF in the target", 400, "GET /a\u00ffb HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "0xFF in the method", 400, "G\u00ffT / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "( in the method", 400, "G(T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", ") in the method", 400, "G)T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", ", in the method", 400, "G,T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "/ in the method", 400, "G/T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", ": in the method", 400, "G:T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "; in the method", 400, "G;T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "< in the method", 400, "G<T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "= in the method", 400, "G=T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "> in the method", 400, "G>T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "? in the method", 400, "G?T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "@ in the method", 400, "G@T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "[ in the method", 400, "G[T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "\\ in the method", 400, "G\\T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "] in the method", 400, "G]T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "{ in the method", 400, "G{T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "} in the method", 400, "G}T / HTTP/1.1"),
                Arguments.of("9110 \u00a79.1", "\" in the method", 400, "G\"T / HTTP/1.1"),
                Arguments.of("9112 \u00a73", "only a method", 400, "GET"),
                Arguments.of("9112 \u00a73", "no version", 400, "GET /"),
                Arguments.of("9112 \u00a73", "two spaces before the target", 400, "GET  / HTTP/1.1"),
                Arguments.of("9112 \u00a72.3", "two spaces behind the target", 400, "GET /  HTTP/1.1"),
                Arguments.of("9112 \u00a72.3", "a space before the method", 400, " GET / HTTP/1.1"),
                Arguments.of("9112 \u00a72.3", "a space behind the version", 400, "GET / HTTP/1.1 "),
                Arguments.of("9112 \u00a72.3", "a tab behind the version", 400, "GET / HTTP/1.1\t"),
                Arguments.of("9112 \u00a72.3", "a word behind the version", 400, "GET / HTTP/1.1 x"),
                Arguments.of("9112 \u00a72.3", "no dot", 400, "GET / HTTP/11"),
                Arguments.of("9112 \u00a72.3", "no minor version", 400, "GET / HTTP/1."),
                Arguments.of("9112 \u00a72.3", "no major version", 400, "GET / HTTP/.1"),
                Arguments.of("9112 \u00a72.3", "a comma", 400, "GET / HTTP/1,1"),
                Arguments.of("9112 \u00a72.3", "three numbers", 400, "GET / HTTP/1.1.1"),
                Arguments.of("9112 \u00a72.3", "a leading zero", 400, "GET / HTTP/01.1"),
                Arguments.of("9112 \u00a72.3", "a zero in the minor version", 400, "GET / HTTP/1.01"),
                Arguments.of("9112 \u00a72.3", "another protocol", 400, "GET / HTP/1.1"),
                Arguments.of("9112 \u00a72.3", "HTTPS as protocol", 400, "GET / HTTPS/1.1"),
                Arguments.of("9112 \u00a73", "mixed case", 400, "GET / Http/1.1"),
                Arguments.of("9112 \u00a72.3", "a space in the version", 400, "GET / HTTP 1.1"),
                Arguments.of("9112 \u00a72.3", "a negative version", 400, "GET / HTTP/-1.1"),
                Arguments.of("9112 \u00a72.3", "a sign in the version", 400, "GET / HTTP/1.+1"),
                Arguments.of("9110 \u00a715.6.6", "HTTP/2.0", 505, "GET / HTTP/2.0"),
                Arguments.of("9110 \u00a715.6.6", "HTTP/3.0", 505, "GET / HTTP/3.0"),
                Arguments.of("9110 \u00a715.6.6", "HTTP/0.9", 505, "GET / HTTP/0.9"),
                Arguments.of("9110 \u00a715.6.6", "HTTP/9.9", 505, "GET / HTTP/9.9"),
                Arguments.of("9110 \u00a715.6.6", "the greeting of HTTP/2", 505, "PRI * HTTP/2.0"),
                Arguments.of("9112 \u00a73.2", "a relative path", 400, "GET a HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "a query alone", 400, "GET ?a HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "an asterisk for GET", 400, "GET * HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "two asterisks", 400, "OPTIONS ** HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "an authority for GET", 400, "GET t:80 HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "junk behind the version", 400, "GET //t HTTP/1.1x"),
                Arguments.of("9112 \u00a73.2", "one slash", 400, "GET http:/t/ HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "no slash", 400, "GET http:t HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "an empty authority", 400, "GET http:// HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "an empty authority and a path", 400, "GET http:///a HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "a password", 400, "GET http://u:p@t/ HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "a port of letters", 400, "GET http://t:x/ HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "two ports", 400, "GET http://t:80:80/ HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "an open bracket", 400, "GET http://[::1/ HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "two hosts", 400, "GET http://a,b/ HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "a backslash in the authority", 400, "GET http://t\\a/ HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "a script", 400, "GET javascript:x HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "a fragment", 400, "GET /#a HTTP/1.1"),
                Arguments.of("9112 \u00a73.2", "another scheme", 400, "GET ftp://t/ HTTP/1.1"),
                Arguments.of("9110 \u00a77.4", "https on a plain connection", 421, "GET https://t/ HTTP/1.1"),
                Arguments.of("9110 \u00a79.3.6", "CONNECT t:443", 501, "CONNECT t:443 HTTP/1.1"),
                Arguments.of("9110 \u00a79.3.6", "CONNECT t", 501, "CONNECT t HTTP/1.1"),
                Arguments.of("9110 \u00a79.3.6", "CONNECT *", 501, "CONNECT * HTTP/1.1"),
                Arguments.of("9110 \u00a79.3.6", "CONNECT /", 501, "CONNECT / HTTP/1.1"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("lines")
    void aRequestLineIsRefused(String section, String what, int status, String line) throws IOException {
        assertRefused(line(line), section, status);
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                Arguments.of("9110 \u00a75.5", "NUL in a value", 400, "Host: t\r\nA: b\u0000c"),
                Arguments.of("9110 \u00a75.1", "NUL in a name", 400, "Host: t\r\nA\u0000b: c"),
                Arguments.of("9110 \u00a75.5", "SOH in a value", 400, "Host: t\r\nA: b\u0001c"),
                Arguments.of("9110 \u00a75.1", "SOH in a name", 400, "Host: t\r\nA\u0001b: c"),
                Arguments.of("9110 \u00a75.5", "BEL in a value", 400, "Host: t\r\nA: b\u0007c"),
                Arguments.of("9110 \u00a75.1", "BEL in a name", 400, "Host: t\r\nA\u0007b: c"),
                Arguments.of("9110 \u00a75.5", "backspace in a value", 400, "Host: t\r\nA: b\u0008c"),
                Arguments.of("9110 \u00a75.1", "backspace in a name", 400, "Host: t\r\nA\u0008b: c"),
                Arguments.of("9110 \u00a75.5", "a vertical tab in a value", 400, "Host: t\r\nA: b\u000bc"),
                Arguments.of("9110 \u00a75.1", "a vertical tab in a name", 400, "Host: t\r\nA\u000bb: c"),
                Arguments.of("9110 \u00a75.5", "a form feed in a value", 400, "Host: t\r\nA: b\u000cc"),
                Arguments.of("9110 \u00a75.1", "a form feed in a name", 400, "Host: t\r\nA\u000cb: c"),
                Arguments.of("9110 \u00a75.5", "ESC in a value", 400, "Host: t\r\nA: b\u001bc"),
                Arguments.of("9110 \u00a75.1", "ESC in a name", 400, "Host: t\r\nA\u001bb: c"),
                Arguments.of("9110 \u00a75.5", "US in a value", 400, "Host: t\r\nA: b\u001fc"),
                Arguments.of("9110 \u00a75.1", "US in a name", 400, "Host: t\r\nA\u001fb: c"),
                Arguments.of("9110 \u00a75.5", "DEL in a value", 400, "Host: t\r\nA: b\u007fc"),
                Arguments.of("9110 \u00a75.1", "DEL in a name", 400, "Host: t\r\nA\u007fb: c"),
                Arguments.of("9110 \u00a75.1", "'(' in a name", 400, "Host: t\r\nA(b: c"),
                Arguments.of("9110 \u00a75.1", "')' in a name", 400, "Host: t\r\nA)b: c"),
                Arguments.of("9110 \u00a75.1", "',' in a name", 400, "Host: t\r\nA,b: c"),
                Arguments.of("9110 \u00a75.1", "'/' in a name", 400, "Host: t\r\nA/b: c"),
                Arguments.of("9110 \u00a75.1", "';' in a name", 400, "Host: t\r\nA;b: c"),
                Arguments.of("9110 \u00a75.1", "'<' in a name", 400, "Host: t\r\nA<b: c"),
                Arguments.of("9110 \u00a75.1", "'=' in a name", 400, "Host: t\r\nA=b: c"),
                Arguments.of("9110 \u00a75.1", "'>' in a name", 400, "Host: t\r\nA>b: c"),
                Arguments.of("9110 \u00a75.1", "'?' in a name", 400, "Host: t\r\nA?b: c"),
                Arguments.of("9110 \u00a75.1", "'@' in a name", 400, "Host: t\r\nA@b: c"),
                Arguments.of("9110 \u00a75.1", "'[' in a name", 400, "Host: t\r\nA[b: c"),
                Arguments.of("9110 \u00a75.1", "'\\' in a name", 400, "Host: t\r\nA\\b: c"),
                Arguments.of("9110 \u00a75.1", "']' in a name", 400, "Host: t\r\nA]b: c"),
                Arguments.of("9110 \u00a75.1", "'{' in a name", 400, "Host: t\r\nA{b: c"),
                Arguments.of("9110 \u00a75.1", "'}' in a name", 400, "Host: t\r\nA}b: c"),
                Arguments.of("9110 \u00a75.1", "'\"' in a name", 400, "Host: t\r\nA\"b: c"),
                Arguments.of("9110 \u00a75.1", "' ' in a name", 400, "Host: t\r\nA b: c"),
                Arguments.of("9110 \u00a75.1", "a tab in a name", 400, "Host: t\r\nA\tb: c"),
                Arguments.of("9110 \u00a75.1", "a byte beyond ASCII in a name", 400, "Host: t\r\nA\u00e9b: c"),
                Arguments.of("9112 \u00a75", "a bare CR", 400, "Host: t\r\nA: b\rc"),
                Arguments.of("9112 \u00a75", "CR CR LF", 400, "Host: t\r\nA: b\r"),
                Arguments.of("9112 \u00a75", "bare LF", 400, "Host: t\r\nA: b\nC: d"),
                Arguments.of("9112 \u00a75", "bare LF before a name", 400, "Host: t\r\nA: b\r\n\nC: d"),
                Arguments.of("9112 \u00a75", "folded by a space", 400, "Host: t\r\nA: b\r\n c"),
                Arguments.of("9112 \u00a75", "folded by a tab", 400, "Host: t\r\nA: b\r\n\tc"),
                Arguments.of("9112 \u00a75", "folded with nothing", 400, "Host: t\r\nA: b\r\n "),
                Arguments.of("9112 \u00a75", "no colon", 400, "Host: t\r\nA"),
                Arguments.of("9112 \u00a75", "no name", 400, "Host: t\r\n: b"),
                Arguments.of("9112 \u00a75", "only a colon", 400, "Host: t\r\n:"),
                Arguments.of("9112 \u00a75", "a space before the colon", 400, "Host: t\r\nA : b"),
                Arguments.of("9112 \u00a75", "a tab before the colon", 400, "Host: t\r\nA\t: b"),
                Arguments.of("9110 \u00a77.2", "a slash in Host", 400, "Host: t/"),
                Arguments.of("9110 \u00a77.2", "a query in Host", 400, "Host: t?"),
                Arguments.of("9110 \u00a77.2", "a space in Host", 400, "Host: a b"),
                Arguments.of("9110 \u00a77.2", "a comma in Host", 400, "Host: a,b"),
                Arguments.of("9110 \u00a77.2", "user information in Host", 400, "Host: u@t"),
                Arguments.of("9110 \u00a77.2", "letters as port in Host", 400, "Host: t:x"),
                Arguments.of("9110 \u00a77.2", "two ports in Host", 400, "Host: t:1:2"),
                Arguments.of("9110 \u00a77.2", "a long port in Host", 400, "Host: t:123456"),
                Arguments.of("9110 \u00a77.2", "an open bracket in Host", 400, "Host: [::1"),
                Arguments.of("9110 \u00a77.2", "an address without brackets in Host", 400, "Host: ::1"),
                Arguments.of("9110 \u00a77.2", "an empty address in Host", 400, "Host: []"),
                Arguments.of("9110 \u00a77.2", "a name in brackets in Host", 400, "Host: [t]"),
                Arguments.of("9110 \u00a77.2", "junk behind the bracket in Host", 400, "Host: [::1]x"),
                Arguments.of("9110 \u00a77.2", "only a port in Host", 400, "Host: :80"),
                Arguments.of("9110 \u00a77.2", "quotes in Host", 400, "Host: \"t\""),
                Arguments.of("9110 \u00a77.2", "a backslash in Host", 400, "Host: t\\"),
                Arguments.of("9110 \u00a77.2", "beyond ASCII in Host", 400, "Host: t\u00e9"),
                Arguments.of("9110 \u00a77.2", "a pipe in Host", 400, "Host: a|b"),
                Arguments.of("9110 \u00a77.2", "a caret in Host", 400, "Host: a^b"),
                Arguments.of("9110 \u00a77.2", "angle brackets in Host", 400, "Host: <t>"),
                Arguments.of("9112 \u00a76.3", "length: a plus", 400, "Host: t\r\nContent-Length: +4"),
                Arguments.of("9112 \u00a76.3", "length: a minus", 400, "Host: t\r\nContent-Length: -4"),
                Arguments.of("9112 \u00a76.3", "length: hexadecimal", 400, "Host: t\r\nContent-Length: 0x4"),
                Arguments.of("9112 \u00a76.3", "length: a fraction", 400, "Host: t\r\nContent-Length: 4.0"),
                Arguments.of("9112 \u00a76.3", "length: an exponent", 400, "Host: t\r\nContent-Length: 4e0"),
                Arguments.of("9112 \u00a76.3", "length: a list", 400, "Host: t\r\nContent-Length: 4,4"),
                Arguments.of("9112 \u00a76.3", "length: a list with a space", 400, "Host: t\r\nContent-Length: 4, 4"),
                Arguments.of("9112 \u00a76.3", "length: a semicolon", 400, "Host: t\r\nContent-Length: 4;x"),
                Arguments.of("9112 \u00a76.3", "length: quotes", 400, "Host: t\r\nContent-Length: \"4\""),
                Arguments.of("9112 \u00a76.3", "length: nothing", 400, "Host: t\r\nContent-Length: "),
                Arguments.of("9112 \u00a76.3", "length: a letter", 400, "Host: t\r\nContent-Length: 4x"),
                Arguments.of("9112 \u00a76.3", "length: an underscore", 400, "Host: t\r\nContent-Length: 4_0"),
                Arguments.of("9112 \u00a76.3", "length: a space within", 400, "Host: t\r\nContent-Length: 4 4"),
                Arguments.of("9112 \u00a76.3", "length: a tab within", 400, "Host: t\r\nContent-Length: 4\t4"),
                Arguments.of(
                        "9112 \u00a76.3", "length: 19 digits", 400, "Host: t\r\nContent-Length: 1000000000000000000"),
                Arguments.of(
                        "9112 \u00a76.3", "length: 20 digits", 400, "Host: t\r\nContent-Length: 18446744073709551616"),
                Arguments.of("9112 \u00a76.3", "length: a superscript", 400, "Host: t\r\nContent-Length: \u00b2"),
                Arguments.of("9112 \u00a76.1", "coding: identity", 400, "Host: t\r\nTransfer-Encoding: identity"),
                Arguments.of("9112 \u00a76.1", "coding: gzip", 400, "Host: t\r\nTransfer-Encoding: gzip"),
                Arguments.of(
                        "9112 \u00a76.1",
                        "coding: deflate then chunked",
                        501,
                        "Host: t\r\nTransfer-Encoding: deflate, chunked"),
                Arguments.of(
                        "9112 \u00a76.1",
                        "coding: gzip,chunked without a space",
                        501,
                        "Host: t\r\nTransfer-Encoding: gzip,chunked"),
                Arguments.of(
                        "9112 \u00a76.1",
                        "coding: chunked then identity",
                        400,
                        "Host: t\r\nTransfer-Encoding: chunked, identity"),
                Arguments.of(
                        "9112 \u00a76.1",
                        "coding: chunked twice",
                        400,
                        "Host: t\r\nTransfer-Encoding: chunked, chunked"),
                Arguments.of("9112 \u00a76.1", "coding: x-chunked", 400, "Host: t\r\nTransfer-Encoding: x-chunked"),
                Arguments.of("9112 \u00a76.1", "coding: chunkedx", 400, "Host: t\r\nTransfer-Encoding: chunkedx"),
                Arguments.of("9112 \u00a76.1", "coding: a parameter", 400, "Host: t\r\nTransfer-Encoding: chunked;a=b"),
                Arguments.of("9112 \u00a76.1", "coding: quotes", 400, "Host: t\r\nTransfer-Encoding: \"chunked\""),
                Arguments.of(
                        "9112 \u00a76.1", "coding: a leading comma", 501, "Host: t\r\nTransfer-Encoding: ,chunked"),
                Arguments.of(
                        "9112 \u00a76.1", "coding: a trailing comma", 400, "Host: t\r\nTransfer-Encoding: chunked,"),
                Arguments.of("9112 \u00a76.1", "coding: nothing", 400, "Host: t\r\nTransfer-Encoding: "),
                Arguments.of(
                        "9112 \u00a76.1", "coding: a vertical tab", 400, "Host: t\r\nTransfer-Encoding: chunked\u000b"),
                Arguments.of(
                        "9112 \u00a76.1",
                        "coding: a form feed before",
                        400,
                        "Host: t\r\nTransfer-Encoding: \u000cchunked"),
                Arguments.of(
                        "9112 \u00a76.1",
                        "coding: a no-break space",
                        400,
                        "Host: t\r\nTransfer-Encoding: \u00a0chunked"),
                Arguments.of("9112 \u00a76.1", "coding: a space within", 400, "Host: t\r\nTransfer-Encoding: chun ked"),
                Arguments.of(
                        "9112 \u00a76.1", "coding: another letter", 400, "Host: t\r\nTransfer-Encoding: chun\u00a7ked"),
                Arguments.of(
                        "9112 \u00a76.3",
                        "both framings",
                        400,
                        "Host: t\r\nContent-Length: 4\r\nTransfer-Encoding: chunked"),
                Arguments.of(
                        "9112 \u00a76.3",
                        "both, the other way round",
                        400,
                        "Host: t\r\nTransfer-Encoding: chunked\r\nContent-Length: 0"),
                Arguments.of(
                        "9112 \u00a76.3",
                        "lower case both",
                        400,
                        "Host: t\r\ncontent-length: 0\r\ntransfer-encoding: chunked"),
                Arguments.of("9112 \u00a76.3", "two lengths", 400, "Host: t\r\nContent-Length: 0\r\nContent-Length: 1"),
                Arguments.of(
                        "9112 \u00a76.3",
                        "the same length twice",
                        400,
                        "Host: t\r\nContent-Length: 0\r\nContent-Length: 0"),
                Arguments.of(
                        "9112 \u00a76.3",
                        "the same length in another case",
                        400,
                        "Host: t\r\nContent-Length: 0\r\nCONTENT-LENGTH: 0"),
                Arguments.of(
                        "9112 \u00a76.3",
                        "two codings",
                        400,
                        "Host: t\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                Arguments.of("9112 \u00a76.3", "a second Host", 400, "Host: t\r\nHost: t"),
                Arguments.of("9112 \u00a76.3", "another Host", 400, "Host: t\r\nhost: u"),
                Arguments.of("9112 \u00a73.2", "no Host", 400, "A: b"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("fields")
    void fieldsAreRefused(String section, String what, int status, String fields) throws IOException {
        assertRefused(fields(fields), section, status);
    }

    static Stream<String> chunks() {
        return Stream.of(
                "\r\n",
                "+4\r\nbody\r\n",
                "-4\r\nbody\r\n",
                "0x4\r\nbody\r\n",
                "0_4\r\nbody\r\n",
                " 4\r\nbody\r\n",
                "4 \r\nbody\r\n",
                "4\t\r\nbody\r\n",
                "4 junk\r\nbody\r\n",
                "4,\r\nbody\r\n",
                "4.\r\nbody\r\n",
                "4\nbody\r\n",
                "4\r\r\nbody\r\n",
                "4\rbody\r\n",
                "g\r\nbody\r\n",
                "1111111111111111\r\n",
                "ffffffffffffffff\r\n",
                "4;\r\nbody\r\n",
                "4;;a\r\nbody\r\n",
                "4;=b\r\nbody\r\n",
                "4;a=\r\nbody\r\n",
                "4;a b\r\nbody\r\n",
                "4;a \r\nbody\r\n",
                "4;a=b\t\r\nbody\r\n",
                "4;a=b c\r\nbody\r\n",
                "4;a\nb\r\nbody\r\n",
                "4;a\rb\r\nbody\r\n",
                "4;a\u0000\r\nbody\r\n",
                "4;a=\"b\r\n\"\r\nbody\r\n",
                "4;a=\"b\"c\r\nbody\r\n",
                "2\r\nbody\r\n",
                "4\r\nbody\n",
                "4\r\nbody\r0",
                "4\r\nbody0\r\n",
                "0\r\n\n",
                "0\r\nA : b\r\n\r\n",
                "0\r\nA\r\n\r\n",
                "0\r\n A: b\r\n\r\n",
                "0\r\nA: b\u0000\r\n\r\n",
                "0\n\r\n",
                "0\r\n\rX",
                "00000000000000004\r\nbody\r\n");
    }

    /// RFC 9112 §7.1: the answer may have been on its way already, or be a 400; after it nothing more
    /// comes.
    @ParameterizedTest
    @MethodSource("chunks")
    void aChunkedBodyIsRefused(String body) throws IOException {
        backend.heads().clear();
        try (RawClient client = proxy.client()) {
            client.send(CHUNKED + body + "0\r\n\r\n" + HIDDEN);
            String answer = new String(client.in().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer.split("HTTP/1.1 ", -1)).hasSizeLessThanOrEqualTo(2);
        } catch (IOException reset) {
            // Just as well.
        }
        assertThat(backend.heads()).noneMatch(head -> head.contains("hidden"));
    }
}
