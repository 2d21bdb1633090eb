package tandem.health;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.Pure;

/// What an active check does to a backend. What its connection is like is the [CheckDialer]'s.
///
/// @param port 1 to 65535; empty for that of the backend. `check.port`
/// @param how  `check.kind` and what belongs to it
@Pure
public record Probe(Optional<Integer> port, How how) {
    static final Probe DEFAULT = new Probe(Optional.empty(), Http.get("/", Statuses.DEFAULT));

    public Probe {
        port.ifPresent(number -> Required.number("check.port", number, 1, 65535));
    }

    /// Of which kind it is.
    public sealed interface How {}

    /// Whether a connection comes about, with the handshake of TLS where it has one.
    public record Connect() implements How {}

    /// Whether a request is answered as it should be.
    ///
    /// @param method in capital letters. `check.method`, default `GET`
    /// @param path   origin-form target, starting with `/`. `check.path`, default `/`
    /// @param host   the field Host; empty for the backend's address. `check.host`
    /// @param expect statuses that count as success. `check.expect`, default `200-399`
    /// @param body   what the answer's body has to be like. `check.body` or `check.json`
    /// @param adviceHeader the field of the answer that says what the backend wants; empty for none.
    ///                     `check.advice-header`
    public record Http(
            String method,
            String path,
            Optional<String> host,
            Statuses expect,
            Body body,
            Optional<String> adviceHeader)
            implements How {
        /// Without a field that says what the backend wants.
        public Http(String method, String path, Optional<String> host, Statuses expect, Body body) {
            this(method, path, host, expect, body, Optional.empty());
        }

        public Http {
            Required.target(path);
            boolean token = !method.isEmpty() && method.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '-');
            Required.that(token, "check.method is \"" + method + "\", expected capital letters");
            Required.that(
                    body instanceof Body.Any || !method.equals("HEAD"),
                    "check.method is HEAD, whose answer has no body to be looked at");
        }

        /// A GET whose status is enough.
        public static Http get(String path, Statuses expect) {
            return new Http("GET", path, Optional.empty(), expect, new Body.Any());
        }
    }

    /// Status codes that count as success.
    ///
    /// @param ranges at least one
    public record Statuses(List<Range> ranges) {
        public static final Statuses DEFAULT = new Statuses(List.of(new Range(200, 399)));

        public Statuses {
            ranges = List.copyOf(ranges);
            Required.that(!ranges.isEmpty(), "check.expect is empty");
        }

        boolean include(int status) {
            return ranges.stream().anyMatch(range -> range.least <= status && status <= range.most);
        }

        /// As the configuration writes them, such as `200-299,401`.
        public String text() {
            return ranges.stream().map(Range::text).collect(Collectors.joining(","));
        }

        /// Both ends included; final answers only, since an interim one (1xx) never ends a check.
        public record Range(int least, int most) {
            public Range {
                Required.number("check.expect: lowest status", least, 200, 599);
                Required.number("check.expect: highest status", most, 200, 599);
                Required.that(
                        least <= most, "check.expect is " + least + "-" + most + ": the lower status comes first");
            }

            String text() {
                return least == most ? Integer.toString(least) : least + "-" + most;
            }
        }
    }

    /// What an answer's body has to be like.
    public sealed interface Body {

        /// Anything.
        record Any() implements Body {}

        /// This text is in it.
        record Contains(String text) implements Body {}

        /// It is JSON, and has this value at this place.
        ///
        /// @param pointer RFC 6901, such as `/status`
        /// @param value   a text, or how JSON writes a number, true or false
        record Json(String pointer, String value) implements Body {}
    }
}
