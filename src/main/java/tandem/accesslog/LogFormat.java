package tandem.accesslog;

import java.util.List;
import tandem.Pure;
import tandem.route.Facts;
import tandem.route.Template;
import tandem.route.Variable.Scope;

/// How the lines of an access log are written.
@Pure
public sealed interface LogFormat {
    /// The Common Log Format of NCSA httpd.
    LogFormat COMMON = text("$remote_addr - - [$time_local] \"$request\" $status $body_bytes_sent");

    /// nginx's and Apache's default.
    LogFormat COMBINED = text("$remote_addr - - [$time_local] \"$request\" $status $body_bytes_sent"
            + " \"$http_referer\" \"$http_user_agent\"");

    /// A JSON object with everything that there is.
    LogFormat JSON = new Json(List.of(
            text("time", "$time_iso8601"),
            text("client", "$remote_addr"),
            text("host", "$host"),
            text("method", "$request_method"),
            text("target", "$request_uri"),
            text("protocol", "$server_protocol"),
            number("status", "$status"),
            text("grpc_status", "$grpc_status"),
            number("bytes", "$body_bytes_sent"),
            number("seconds", "$request_time"),
            text("request_id", "$request_id"),
            text("referer", "$http_referer"),
            text("user_agent", "$http_user_agent"),
            text("pool", "$upstream_pool"),
            text("backend", "$upstream_name"),
            text("backend_address", "$upstream_addr"),
            number("tries", "$upstream_tries"),
            number("connect_seconds", "$upstream_connect_time"),
            number("header_seconds", "$upstream_header_time")));

    /// A line without its line feed. No value can end it, or close the quotes that it stands in.
    String line(Facts facts);

    /// One of the three by its name, or a pattern.
    ///
    /// @throws IllegalArgumentException with a message for whoever wrote it
    static LogFormat of(String text) {
        return switch (text) {
            case "common" -> COMMON;
            case "combined" -> COMBINED;
            case "json" -> JSON;
            default -> {
                // A mistyped name is no pattern.
                if (text.indexOf('$') < 0)
                    throw new IllegalArgumentException(
                            "format must be common, combined, json or a pattern with $variables, not '" + text + "'");
                yield text(text);
            }
        };
    }

    /// The operator's own pattern.
    ///
    /// @throws IllegalArgumentException with a message for whoever wrote it
    private static LogFormat text(String pattern) {
        return new Text(Template.parse(pattern, Scope.LOG));
    }

    private static Json.Member text(String name, String variable) {
        return new Json.Member(name, Template.parse(variable, Scope.LOG), false);
    }

    private static Json.Member number(String name, String variable) {
        return new Json.Member(name, Template.parse(variable, Scope.LOG), true);
    }

    /// A pattern; as nginx does, a value that is not there becomes `-`.
    record Text(Template template) implements LogFormat {
        public Text {
            if (template.text().chars().anyMatch(c -> c < ' ' && c != '\t'))
                throw new IllegalArgumentException("format must be one line");
        }

        @Override
        public String line(Facts facts) {
            return template.fill(facts, "-", Escape::text);
        }
    }

    /// An object; a value that is not there is left out.
    record Json(List<Member> members) implements LogFormat {
        public Json {
            members = List.copyOf(members);
        }

        /// A member of the object.
        ///
        /// @param number whether the value stands without quotes
        record Member(String name, Template value, boolean number) {}

        @Override
        public String line(Facts facts) {
            var line = new StringBuilder(400).append('{');
            for (Member member : members) {
                String value = member.value.fill(facts);
                if (value.isEmpty()) continue;
                if (line.length() > 1) line.append(',');
                line.append('"').append(member.name).append("\":");
                if (member.number) line.append(value);
                else line.append('"').append(Escape.json(value)).append('"');
            }
            return line.append('}').toString();
        }
    }
}
