package tandem.bench.throughput;

import java.util.ArrayList;
import java.util.List;
import tandem.bench.contestant.Feature;
import tandem.bench.contestant.Origin;
import tandem.bench.host.Cores;
import tandem.bench.host.Workspace;
import tandem.bench.load.Echo;
import tandem.bench.load.H2Load;
import tandem.bench.load.Handshakes;
import tandem.bench.load.Load;
import tandem.bench.load.Paced;
import tandem.bench.load.Wrk;
import tandem.bench.load.Wrk.Request;

/// All cases there are, in the order of the tables.
public final class Cases {
    private static final int CONNECTIONS = 64;
    private static final int MEGABYTE = 1024 * 1024;

    private final Workspace workspace;
    private final int threads;

    private Cases(Workspace workspace, int threads) {
        this.workspace = workspace;
        this.threads = threads;
    }

    public static List<Case> all(Workspace workspace, Cores cores) {
        return new Cases(workspace, cores.load().size()).list();
    }

    private List<Case> list() {
        var cases = new ArrayList<Case>();
        cases.add(full("get-115", "GET of 115 bytes, 64 connections kept", wrk("http", "/115", true, CONNECTIONS)));
        cases.add(full("get-10k", "GET of 10 KB, 64 connections kept", wrk("http", "/10k", true, CONNECTIONS)));
        cases.add(full(
                "connect-115", "GET of 115 bytes, a new connection each", wrk("http", "/115", false, CONNECTIONS)));
        for (int percent : List.of(30, 50, 70, 90)) cases.add(paced(percent));
        cases.add(full("download-1m", "download of 1 MB, 16 connections", wrk("http", "/1m", true, 16)));
        cases.add(tls(
                "tls-get-115", "TLS, GET of 115 bytes, 64 connections kept", wrk("https", "/115", true, CONNECTIONS)));
        cases.add(tls("tls-connect", "TLS, a full handshake for each GET, 16 clients", new Handshakes("/115", 16)));
        cases.add(new Case(
                "h2-get-115",
                "HTTP/2 over TLS, GET of 115 bytes, 16 connections of 4 streams",
                Origin.FILES,
                Feature.HTTP2,
                "/115",
                new Case.Kind.Full(new H2Load(workspace, "/115", 16, 4, threads))));
        cases.add(new Case(
                "idle-10k",
                "10,000 connections that have made one request and wait",
                Origin.FILES,
                Feature.HTTP,
                "/115",
                new Case.Kind.Idle(10_000)));
        cases.add(new Case(
                "upload-1m",
                "upload of 1 MB, 16 connections",
                Origin.SINK,
                Feature.HTTP,
                "/upload",
                new Case.Kind.Full(
                        new Wrk(workspace, new Request("http", "POST", "/upload", MEGABYTE, true, 16), threads))));
        cases.add(new Case(
                "websocket",
                "WebSocket echo of 64 bytes, 64 connections",
                Origin.SINK,
                Feature.UPGRADE,
                "/echo",
                new Case.Kind.Full(new Echo("/echo", CONNECTIONS, 64))));
        cases.add(new Case(
                "tomcat-115",
                "GET of 115 bytes from a real Tomcat, 64 connections kept",
                Origin.TOMCAT,
                Feature.HTTP,
                "/115",
                new Case.Kind.Full(wrk("http", "/115", true, CONNECTIONS))));
        return cases;
    }

    private static Case full(String id, String title, Load load) {
        return new Case(id, title, Origin.FILES, Feature.HTTP, "/115", new Case.Kind.Full(load));
    }

    private static Case tls(String id, String title, Load load) {
        return new Case(id, title, Origin.FILES, Feature.TLS, "/115", new Case.Kind.Full(load));
    }

    private static Case paced(int percent) {
        return new Case(
                "rate-" + percent,
                "GET of 115 bytes at a constant rate, " + percent + "% of what the baseline can do",
                Origin.FILES,
                Feature.HTTP,
                "/115",
                new Case.Kind.Paced(percent / 100.0, rate -> new Paced("/115", CONNECTIONS, rate)));
    }

    private Wrk wrk(String scheme, String path, boolean keepAlive, int connections) {
        return new Wrk(workspace, new Request(scheme, "GET", path, 0, keepAlive, connections), threads);
    }
}
