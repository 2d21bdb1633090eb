package tandem.bench.peer;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Undertow's proxy on one I/O thread. Arguments: ports for HTTP and HTTPS, the port of the backend, a PKCS #12 store.
public final class UndertowProxyMain {
    /// As in the root pom.
    public static final String VERSION = "undertow/2.3.20.Final";

    private static final char[] PASSWORD = "benchmark".toCharArray();

    private UndertowProxyMain() {}

    public static void main(String... arguments) throws GeneralSecurityException, IOException {
        var client = new LoadBalancingProxyClient()
                .addHost(URI.create("http://127.0.0.1:" + arguments[2]))
                .setConnectionsPerThread(512)
                .setSoftMaxConnectionsPerThread(512)
                .setMaxQueueSize(1024)
                .setTtl(300_000);
        Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(2)
                .addHttpListener(Integer.parseInt(arguments[0]), "127.0.0.1")
                .addHttpsListener(Integer.parseInt(arguments[1]), "127.0.0.1", tls(new File(arguments[3])))
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 300_000)
                .setSocketOption(org.xnio.Options.BACKLOG, 4096)
                .setHandler(ProxyHandler.builder()
                        .setProxyClient(client)
                        .setMaxRequestTime(60_000)
                        .setReuseXForwarded(false)
                        .build())
                .build()
                .start();
    }

    private static SSLContext tls(File store) throws GeneralSecurityException, IOException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store, PASSWORD), PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
