package tandem.admin;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Lets a caller read the answer that comes while its body is still on the way.
///
/// A socket closed with unread bytes in it sends a reset, which makes the caller's kernel throw away what it has
/// received (RFC 9112 §9.6). So what still comes is read and dropped, for a moment and up to a bound.
final class RestOfBody {
    private static final long MOST_BYTES = 16L * Api.MOST_BYTES;
    private static final long MOMENT_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private RestOfBody() {}

    /// Ends the connection once the answer of this call is written and its body is over, or long enough.
    static void dropAndClose(RoutingContext context) {
        var request = context.request();
        if (request.version() != HttpVersion.HTTP_2) context.response().putHeader("Connection", "close");
        context.addEndHandler(_ -> {
            if (request.isEnded()) request.connection().close();
            else drop(context, request);
        });
    }

    private static void drop(RoutingContext context, HttpServerRequest request) {
        var connection = request.connection();
        var dropped = new AtomicLong();
        request.handler(part -> {
            if (dropped.addAndGet(part.length()) > MOST_BYTES) connection.close();
        });
        request.endHandler(_ -> connection.close());
        context.vertx().setTimer(MOMENT_MILLIS, _ -> connection.close());
    }
}
