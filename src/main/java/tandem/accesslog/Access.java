package tandem.accesslog;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.route.Facts;
import tandem.route.Variable;

/// A request that is over, as a log tells of it.
///
/// @param request  what was known of it when it came
/// @param end      when it was over
/// @param zone     of the times in the log
/// @param answer   what the client got
/// @param times    how long it took
/// @param upstream who answered; null when nobody was asked
@Pure
public record Access(
        Facts request,
        Instant end,
        ZoneId zone,
        Answer answer,
        Times times,
        @Nullable Upstream upstream) implements Facts {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    /// What the client got.
    ///
    /// @param status    of the answer; 499, as nginx writes it, when the client left before there was one
    /// @param bodyBytes of the body that were sent
    /// @param grpc      what became of a call of gRPC: its field grpc-status; null where it said nothing of it
    public record Answer(
            int status, long bodyBytes, @Nullable String grpc) {

        /// One that is no call's of gRPC.
        public Answer(int status, long bodyBytes) {
            this(status, bodyBytes, null);
        }
    }

    /// Nanoseconds since the request's head was there; negative where it did not come to that.
    ///
    /// @param connected the backend that answered could be written to
    /// @param header    the head of its answer was there
    /// @param total     to the end
    public record Times(long connected, long header, long total) {}

    /// Who was asked.
    ///
    /// @param pool    name of the pool
    /// @param name    of the backend that was asked last; null when none could be
    /// @param address its own
    /// @param tries   how many were asked
    public record Upstream(
            String pool, @Nullable String name, @Nullable String address, int tries) {}

    @Override
    public @Nullable String value(Variable variable) {
        return variable instanceof Variable.Named named && named.scope() != Variable.Scope.REQUEST
                ? value(named)
                : request.value(variable);
    }

    private @Nullable String value(Variable.Named named) {
        return switch (named) {
            case UPSTREAM_POOL -> upstream == null ? null : upstream.pool;
            case UPSTREAM_NAME -> upstream == null ? null : upstream.name;
            case UPSTREAM_ADDR -> upstream == null ? null : upstream.address;
            case UPSTREAM_TRIES -> upstream == null ? null : Integer.toString(upstream.tries);
            case GRPC_STATUS -> answer.grpc;
            case STATUS -> Integer.toString(answer.status);
            case BODY_BYTES_SENT -> Long.toString(answer.bodyBytes);
            case REQUEST -> requestLine();
            case REQUEST_TIME -> seconds(times.total);
            case UPSTREAM_CONNECT_TIME -> seconds(times.connected);
            case UPSTREAM_HEADER_TIME -> seconds(times.header);
            case TIME_LOCAL -> LOCAL.format(end.atZone(zone));
            case TIME_ISO8601 ->
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        end.truncatedTo(ChronoUnit.MILLIS).atZone(zone));
            case MSEC -> thousandths(end.toEpochMilli());
            case REMOTE_ADDR, HOST, SCHEME, REQUEST_METHOD, REQUEST_URI, URI, ARGS, SERVER_PROTOCOL, REQUEST_ID ->
                request.value(named);
        };
    }

    private @Nullable String requestLine() {
        if (request.value(Variable.Named.REQUEST_METHOD) == null) return null;
        return request.value(Variable.Named.REQUEST_METHOD) + " " + request.value(Variable.Named.REQUEST_URI) + " "
                + request.value(Variable.Named.SERVER_PROTOCOL);
    }

    private static @Nullable String seconds(long nanos) {
        return nanos < 0 ? null : thousandths(nanos / 1_000_000);
    }

    private static String thousandths(long millis) {
        long rest = millis % 1000;
        return millis / 1000 + (rest < 10 ? ".00" : rest < 100 ? ".0" : ".") + rest;
    }
}
