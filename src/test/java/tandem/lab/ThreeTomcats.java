package tandem.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Three hosts with a Tomcat each, one for a proxy in front of them, and one for its clients. The second
/// Tomcat is the one that can be lost.
public final class ThreeTomcats implements AutoCloseable {
    /// The proxy's address.
    public static final String PROXY = "192.168.17.129";

    private static final int PORT = 8080;
    private static final int TOMCATS = 3;
    private static final int SECOND = 1;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /// A request that was due so long ago has ended: clients wait for 250 ms.
    private static final Duration ENDED = LoadClient.ENDED;

    private final Lab lab;
    private final Host proxy;
    private final Host client;
    private final List<Host> hosts = new ArrayList<>();
    private final List<LabProcess> tomcats = new ArrayList<>();
    private int loads;

    /// What befalls the second Tomcat.
    public enum Loss {
        /// Its process gets SIGKILL.
        KILLED,
        /// Its process gets SIGSTOP, and its host acknowledges what is sent all the same.
        FROZEN,
        /// Every packet to and from its host is lost.
        CUT
    }

    private ThreeTomcats(Lab lab) {
        this.lab = lab;
        this.proxy = lab.host("proxy", PROXY, "eth0");
        this.client = lab.host("client", "192.168.17.10", "eth0");
        for (int i = 1; i <= TOMCATS; i++) hosts.add(lab.host("backend-" + i, "192.168.17.14" + i, "eth0"));
        for (int i = 0; i < TOMCATS; i++) tomcats.add(start(i));
        for (LabProcess tomcat : tomcats) ClassicLab.awaitTomcat(lab, tomcat);
    }

    /// Makes the lab and starts the Tomcats.
    ///
    /// @param test name of the folder under `target/lab` where the logs go
    public static ThreeTomcats open(String test) {
        Lab lab = Lab.open(test);
        try {
            return new ThreeTomcats(lab);
        } catch (RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    private LabProcess start(int index) {
        Host host = hosts.get(index);
        return ClassicLab.beginTomcat(host, "tomcat-" + (index + 1), host.address(), PORT);
    }

    public Lab lab() {
        return lab;
    }

    /// Where the proxy is to run.
    public Host proxy() {
        return proxy;
    }

    /// A line for each Tomcat.
    ///
    /// @param line of a configuration, with `%1$s` for its name and `%2$s` for its address and port
    public String each(String line) {
        return String.join(
                "\n",
                IntStream.range(0, TOMCATS)
                        .mapToObj(i ->
                                line.formatted("tomcat-" + (i + 1), hosts.get(i).address() + ":" + PORT))
                        .toList());
    }

    /// Clients that ask the proxy, so many times a second together. They run ahead of all other processes,
    /// as if they had machines of their own.
    ///
    /// @param port where the proxy listens
    public LoadClient load(int port, int perSecond) {
        loads++;
        return LoadClient.startAhead(
                lab, client, "load-" + loads, LoadClient.Style.atRate("http://" + PROXY + ":" + port + "/", perSecond));
    }

    /// Waits until all three Tomcats have served for a second, and no request of it has failed.
    public void awaitCalm(LoadClient load, int perSecond) {
        Instant from = Instant.now();
        lab.await(LIMIT)
                .until(
                        "for a second all three Tomcats serve, and nothing fails",
                        () -> load.second(from),
                        second -> second.isCalm(perSecond) && second.backends().size() == TOMCATS);
    }

    /// All requests that were due within a time, once they have ended.
    public Attempts during(LoadClient load, Instant from, Duration time) {
        Instant end = from.plus(time);
        lab.await(LIMIT)
                .until(
                        "the load has gone on for " + time,
                        () -> newest(load, end),
                        newest -> newest.isAfter(end.plus(ENDED)));
        return load.since(from).before(end);
    }

    private static Instant newest(LoadClient load, Instant from) {
        List<Attempt> list = load.since(from).list();
        return list.isEmpty() ? from : list.getLast().start();
    }

    /// The second Tomcat is lost.
    public void lose(Loss how) {
        switch (how) {
            case KILLED -> tomcats.get(SECOND).kill();
            case FROZEN -> tomcats.get(SECOND).freeze();
            case CUT -> hosts.get(SECOND).cable(Cable.SILENT);
        }
    }

    /// From now on the second Tomcat waits for so long before it answers, unless it is gone.
    public void answersLate(int millis) {
        if (tomcats.get(SECOND).alive()) client.get(hosts.get(SECOND).address(), PORT, "/late?ms=" + millis);
    }

    /// The second Tomcat is there again, and as quick as ever.
    public void mend() {
        lab.healAll();
        if (tomcats.get(SECOND).alive()) {
            tomcats.get(SECOND).thaw();
            answersLate(0);
        } else {
            tomcats.set(SECOND, start(SECOND));
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
