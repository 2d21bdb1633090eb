package tandem.route;

import java.util.Locale;
import java.util.Optional;

/// What a template may name with a dollar sign; the names are nginx's where nginx has one.
public sealed interface Variable {

    /// When a variable has its value.
    enum Scope {
        /// As soon as the request's head is there.
        REQUEST,
        /// Once a backend was chosen.
        BACKEND,
        /// When all is over.
        LOG
    }

    Scope scope();

    /// How it is written, without the dollar sign.
    String text();

    /// The variables that have a name of their own.
    enum Named implements Variable {
        /// The client's address, that of the proxy's own socket or told by the PROXY protocol.
        REMOTE_ADDR(Scope.REQUEST),
        /// The host that the client asked for, lower case, without a port.
        HOST(Scope.REQUEST),
        /// `http` or `https`.
        SCHEME(Scope.REQUEST),
        REQUEST_METHOD(Scope.REQUEST),
        /// The target as it came.
        REQUEST_URI(Scope.REQUEST),
        /// The path as routes see it, percent-encoded.
        URI(Scope.REQUEST),
        /// The query without its question mark.
        ARGS(Scope.REQUEST),
        /// `HTTP/1.1`, or what else the client speaks.
        SERVER_PROTOCOL(Scope.REQUEST),
        /// X-Request-Id: the one that is made or kept for this request.
        REQUEST_ID(Scope.REQUEST),
        /// Name of the pool.
        UPSTREAM_POOL(Scope.BACKEND),
        /// Name of the backend that answered or was tried last.
        UPSTREAM_NAME(Scope.BACKEND),
        /// Its address and port.
        UPSTREAM_ADDR(Scope.BACKEND),
        STATUS(Scope.LOG),
        /// The request line as it came.
        REQUEST(Scope.LOG),
        /// Bytes of the answer's body that were sent.
        BODY_BYTES_SENT(Scope.LOG),
        /// Seconds from the request's head to the end of its answer, with milliseconds.
        REQUEST_TIME(Scope.LOG),
        UPSTREAM_CONNECT_TIME(Scope.LOG),
        /// Seconds to the head of the backend's answer.
        UPSTREAM_HEADER_TIME(Scope.LOG),
        /// Backends that were tried.
        UPSTREAM_TRIES(Scope.LOG),
        /// The field grpc-status of an answer, from behind its body or, where it has none, from its head.
        GRPC_STATUS(Scope.LOG),
        /// `25/Nov/2026:08:48:08 +0000`.
        TIME_LOCAL(Scope.LOG),
        TIME_ISO8601(Scope.LOG),
        /// Seconds since 1970, with milliseconds.
        MSEC(Scope.LOG);

        private final Scope scope;

        Named(Scope scope) {
            this.scope = scope;
        }

        @Override
        public Scope scope() {
            return scope;
        }

        @Override
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A field of the request: `$http_user_agent` is User-Agent.
    ///
    /// @param name of the field, lower case
    record Field(String name) implements Variable {
        @Override
        public Scope scope() {
            return Scope.REQUEST;
        }

        @Override
        public String text() {
            return "http_" + name.replace('-', '_');
        }
    }

    /// A group of the route's regular expression: `$1`.
    ///
    /// @param group from 1 to 9
    record Capture(int group) implements Variable {
        @Override
        public Scope scope() {
            return Scope.REQUEST;
        }

        @Override
        public String text() {
            return Integer.toString(group);
        }
    }

    /// The variable of a name, which comes without the dollar sign.
    static Optional<Variable> of(String name) {
        if (name.length() == 1 && name.charAt(0) >= '1' && name.charAt(0) <= '9')
            return Optional.of(new Capture(name.charAt(0) - '0'));
        if (name.startsWith("http_") && name.length() > 5)
            return Optional.of(new Field(name.substring(5).replace('_', '-')));
        for (Named named : Named.values()) if (named.text().equals(name)) return Optional.of(named);
        return Optional.empty();
    }
}
