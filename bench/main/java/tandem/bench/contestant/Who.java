package tandem.bench.contestant;

import java.nio.file.Path;
import java.util.Locale;

/// All contestants there are, in the order of the tables.
public enum Who {
    NGINX,
    HAPROXY,
    TANDEM,
    VERTX,
    UNDERTOW,
    RELAY;

    /// The name on the command line.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The proxy.
    ///
    /// @param tandem the root of a working copy of Tandem
    public Contestant contestant(Path tandem) {
        return switch (this) {
            case NGINX -> new Nginx();
            case HAPROXY -> new HaProxy(HaProxy.Mode.HTTP);
            case RELAY -> new HaProxy(HaProxy.Mode.TCP);
            case TANDEM -> new TandemProxy(tandem, TandemProxy.Cache.AUTO);
            case VERTX -> new JavaPeer(JavaPeer.Kind.VERTX);
            case UNDERTOW -> new JavaPeer(JavaPeer.Kind.UNDERTOW);
        };
    }
}
