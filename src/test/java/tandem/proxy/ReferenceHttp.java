package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HTTP/1.1 read a second time, by regular expressions made of the grammar in RFC 9110 and 9112 and as strictly as
/// `docs/strictness.md` says: what the proxy makes of some bytes is compared with this. Text has a character for each
/// byte.
final class ReferenceHttp {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String TEXT = "[\\t\\x20-\\x7e\\x80-\\xff]";
    private static final String QUOTED = "\"(?:[\\t\\x20\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\" + TEXT + ")*\"";
    private static final Pattern REQUEST_LINE =
            Pattern.compile("(" + TOKEN + ") ([\\x21\\x22\\x24-\\x7e]+) HTTP/1\\.([0-9])");
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.([0-9]) ([1-9][0-9]{2})(?: " + TEXT + "*)?");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):[ \\t]*(" + TEXT + "*?)[ \\t]*");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,15})(?:[ \\t]*;[ \\t]*" + TOKEN
            + "(?:[ \\t]*=[ \\t]*(?:" + TOKEN + "|" + QUOTED + "))?)*\\r\\n");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[-._~%!$&'()*+;=0-9A-Za-z]+)(?::[0-9]{0,5})?");
    private static final Pattern ABSOLUTE = Pattern.compile("(?i:http)://([^/?]*)(.*)");
    private static final Set<String> CONNECTIONS = Set.of(
            "connection", "keep-alive", "proxy-connection", "te", "upgrade", "http2-settings", "transfer-encoding");
    private static final Set<String> CLAIMS = Set.of("forwarded", "x-real-ip", "client-cert", "client-cert-chain");
    private static final Set<String> NO_TRAILERS = Set.of(
            "host",
            "expect",
            "trailer",
            "cookie",
            "set-cookie",
            "authorization",
            "proxy-authorization",
            "content-type",
            "content-encoding",
            "cache-control",
            "location");
    private static final int LAST_STATUS = 599;

    private ReferenceHttp() {}

    /// How much of a message there is.
    enum State {
        WHOLE,
        /// It may go on, or it may be malformed where it stops.
        PART,
        MALFORMED
    }

    /// A field of a head or behind a body, its value without the blanks around it.
    record Field(String name, String value) {
        private boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }

        private String lowerCase() {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    /// What is behind a head.
    ///
    /// @param end where it stops in the text
    record Body(State state, String bytes, List<Field> trailers, int end) {
        private static Body of(State state, int end) {
            return new Body(state, "", List.of(), end);
        }

        /// The fields that may be passed on.
        List<Field> passedOn() {
            return trailers.stream()
                    .filter(field -> !isOfConnection(field, List.of()) && !NO_TRAILERS.contains(field.lowerCase()))
                    .toList();
        }
    }

    /// A request.
    ///
    /// @param headEnd where its head stops; 0 where that is not whole and well-formed
    /// @param line    method, target in origin form, and the host that is asked for; empty without one
    /// @param old     whether it is of HTTP/1.0
    record Request(int headEnd, List<String> line, boolean old, List<Field> fields, Body body) {
        private static Request not(State state, int at) {
            return new Request(0, List.of("", "", ""), false, List.of(), Body.of(state, at));
        }

        State state() {
            return body.state;
        }

        String method() {
            return line.getFirst();
        }

        String target() {
            return line.get(1);
        }

        String host() {
            return line.getLast();
        }

        /// Whether another one may follow (RFC 9112 §9.3).
        boolean persists() {
            List<String> options = tokens(fields, "connection");
            return !options.contains("close") && (!old || options.contains("keep-alive"));
        }

        /// The fields that a proxy passes on that is the first one and trusts nobody.
        List<Field> passedOn() {
            List<String> named = tokens(fields, "connection");
            return fields.stream()
                    .filter(field -> !isOfConnection(field, named) && !field.is("host"))
                    .filter(field -> !old || !field.is("expect"))
                    .toList();
        }
    }

    /// An answer.
    ///
    /// @param status  0 where its head is not whole and well-formed
    /// @param framing `none`, `length`, `chunked` or `close`
    record Answer(int status, boolean old, List<Field> fields, String framing, Body body) {
        static Answer not(State state, int at) {
            return new Answer(0, false, List.of(), "none", Body.of(state, at));
        }

        State state() {
            return body.state;
        }

        boolean isInterim() {
            return status > 0 && status < 200;
        }

        boolean persists() {
            List<String> options = tokens(fields, "connection");
            return !framing.equals("close") && !options.contains("close") && (!old || options.contains("keep-alive"));
        }

        List<Field> passedOn() {
            List<String> named = tokens(fields, "connection");
            return fields.stream()
                    .filter(field -> !isOfConnection(field, named))
                    .toList();
        }
    }

    private static boolean isOfConnection(Field field, List<String> named) {
        String name = field.lowerCase();
        return CONNECTIONS.contains(name)
                || CLAIMS.contains(name)
                || name.startsWith("x-forwarded-")
                || name.equals("content-length")
                || (named.contains(name)
                        && !Set.of("host", "close", "keep-alive").contains(name));
    }

    static List<String> values(List<Field> fields, String name) {
        return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
    }

    static List<String> tokens(List<Field> fields, String name) {
        List<String> tokens = new ArrayList<>();
        for (String value : values(fields, name))
            for (String token : value.toLowerCase(Locale.ROOT).split(",", -1))
                if (!token.isBlank()) tokens.add(token.strip());
        return tokens;
    }

    /// The request that begins here.
    static Request request(String text, int from) {
        // One empty line before it is passed over (RFC 9112 §2.2).
        int start = text.startsWith("\r\n", from) ? from + 2 : from;
        if (text.startsWith("\r\n", start)) return Request.not(State.MALFORMED, start);
        int end = text.indexOf("\r\n\r\n", start);
        if (end < 0) return Request.not(State.PART, text.length());
        List<String> lines = List.of(text.substring(start, end).split("\r\n", -1));
        Matcher line = REQUEST_LINE.matcher(lines.getFirst());
        List<Field> fields = new ArrayList<>();
        if (!line.matches() || !fields(lines.subList(1, lines.size()), fields))
            return Request.not(State.MALFORMED, end + 4);
        boolean old = line.group(3).equals("0");
        List<String> hosts = values(fields, "host");
        boolean hosted = hosts.size() == 1 ? AUTHORITY.matcher(hosts.getFirst()).matches() : hosts.isEmpty() && old;
        List<String> target = hosted
                ? target(line.group(1), line.group(2), hosts.isEmpty() ? "" : hosts.getFirst())
                : List.<String>of();
        String framing = framing(fields, old, "none");
        if (target.isEmpty() || framing.isEmpty() || keys(fields)) return Request.not(State.MALFORMED, end + 4);
        return new Request(end + 4, target, old, fields, body(text, end + 4, framing, fields));
    }

    /// What stands for a body that nothing frames.
    private static boolean keys(List<Field> fields) {
        return !values(fields, "sec-websocket-key1").isEmpty()
                && !values(fields, "sec-websocket-key2").isEmpty();
    }

    /// Method, target in origin form and host; empty where they are none (RFC 9112 §3.2).
    private static List<String> target(String method, String target, String host) {
        if (method.equals("CONNECT")) return List.of();
        if (target.startsWith("/")) return List.of(method, target, host);
        if (target.equals("*")) return method.equals("OPTIONS") ? List.of(method, target, host) : List.of();
        Matcher absolute = ABSOLUTE.matcher(target);
        if (!absolute.matches() || !AUTHORITY.matcher(absolute.group(1)).matches()) return List.of();
        String rest = absolute.group(2);
        if (rest.isEmpty()) rest = method.equals("OPTIONS") ? "*" : "/";
        return List.of(method, rest.startsWith("?") ? "/" + rest : rest, absolute.group(1));
    }

    private static boolean fields(List<String> lines, List<Field> into) {
        for (String line : lines) {
            Matcher field = FIELD.matcher(line);
            if (!field.matches()) return false;
            into.add(new Field(field.group(1), field.group(2)));
        }
        return true;
    }

    /// How a body is framed (RFC 9112 §6.3): `length`, `chunked` or something else; empty where that is ambiguous.
    private static String framing(List<Field> fields, boolean old, String otherwise) {
        List<String> codings = values(fields, "transfer-encoding");
        List<String> lengths = values(fields, "content-length");
        if (codings.isEmpty() && lengths.isEmpty()) return otherwise;
        if (codings.isEmpty()) return lengths.size() == 1 && lengths.getFirst().matches("[0-9]{1,18}") ? "length" : "";
        boolean chunked = codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
        return chunked && lengths.isEmpty() && !old ? "chunked" : "";
    }

    private static Body body(String text, int from, String framing, List<Field> fields) {
        return switch (framing) {
            case "length" -> {
                long length = Long.parseLong(values(fields, "content-length").getFirst());
                boolean whole = text.length() - from >= length;
                int end = whole ? from + (int) length : text.length();
                yield new Body(whole ? State.WHOLE : State.PART, text.substring(from, end), List.of(), end);
            }
            case "chunked" -> chunked(text, from);
            default -> Body.of(State.WHOLE, from);
        };
    }

    private static Body chunked(String text, int from) {
        var bytes = new StringBuilder();
        Matcher line = CHUNK.matcher(text);
        int at = from;
        while (line.region(at, text.length()).lookingAt()) {
            long size = Long.parseLong(line.group(1), 16);
            at = line.end();
            if (size == 0) return trailers(text, at, bytes.toString());
            if (text.length() - at < size) {
                bytes.append(text, at, text.length());
                return new Body(State.PART, bytes.toString(), List.of(), text.length());
            }
            bytes.append(text, at, at + (int) size);
            at += (int) size;
            if (!text.startsWith("\r\n", at)) {
                boolean more = "\r\n".startsWith(text.substring(at, Math.min(text.length(), at + 2)));
                return new Body(more ? State.PART : State.MALFORMED, bytes.toString(), List.of(), at);
            }
            at += 2;
        }
        boolean unfinished = text.indexOf('\n', at) < 0;
        return new Body(unfinished ? State.PART : State.MALFORMED, bytes.toString(), List.of(), at);
    }

    private static Body trailers(String text, int from, String bytes) {
        if (text.startsWith("\r\n", from)) return new Body(State.WHOLE, bytes, List.of(), from + 2);
        int end = text.indexOf("\r\n\r\n", from);
        if (end < 0) return new Body(State.PART, bytes, List.of(), text.length());
        List<Field> fields = new ArrayList<>();
        boolean valid = fields(List.of(text.substring(from, end).split("\r\n", -1)), fields);
        return new Body(valid ? State.WHOLE : State.MALFORMED, bytes, fields, end + 4);
    }

    /// The answer that begins here; one of 101 has all that follows as its body.
    ///
    /// @param method of the request
    /// @param ended  whether the connection ends behind the text
    static Answer answer(String text, int from, String method, boolean ended) {
        int end = text.indexOf("\r\n\r\n", from);
        if (end < 0) return Answer.not(State.PART, text.length());
        List<String> lines = List.of(text.substring(from, end).split("\r\n", -1));
        Matcher line = STATUS_LINE.matcher(lines.getFirst());
        List<Field> fields = new ArrayList<>();
        if (!line.matches() || !fields(lines.subList(1, lines.size()), fields))
            return Answer.not(State.MALFORMED, end + 4);
        int status = Integer.parseInt(line.group(2));
        boolean old = line.group(1).equals("0");
        boolean interim = status < 200 && status != 101;
        if (interim) return new Answer(status, old, fields, "none", Body.of(State.WHOLE, end + 4));
        String framing = status == 101 ? "close" : answerFraming(fields, old, method, status);
        if (status > LAST_STATUS || framing.isEmpty()) return Answer.not(State.MALFORMED, end + 4);
        if (!framing.equals("close"))
            return new Answer(status, old, fields, framing, body(text, end + 4, framing, fields));
        State state = ended ? State.WHOLE : State.PART;
        return new Answer(
                status, old, fields, framing, new Body(state, text.substring(end + 4), List.of(), text.length()));
    }

    private static String answerFraming(List<Field> fields, boolean old, String method, int status) {
        boolean none = method.equals("HEAD") || status == 204 || status == 304;
        boolean measured = !values(fields, "content-length").isEmpty();
        // A coding of a body that is not there says nothing.
        if (none && !measured) return "none";
        String framing = framing(fields, old, "close");
        return none && !framing.isEmpty() ? "none" : framing;
    }
}
