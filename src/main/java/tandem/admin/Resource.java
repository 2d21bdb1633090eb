package tandem.admin;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A file that comes with the program, kept in memory.
///
/// @param type of its content
record Resource(String type, Buffer bytes) {

    /// Reads a file beside this class.
    static Resource of(String name, String type) {
        try (var in = Resource.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("not in the program: " + name);
            return new Resource(type, Buffer.buffer(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(RoutingContext context) {
        context.response()
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(bytes);
    }
}
