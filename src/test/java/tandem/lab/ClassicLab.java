package tandem.lab;

import java.time.Duration;

/// The classic guide's hosts: two proxies with one virtual address in a second subnet, two Tomcats and a
/// client.
///
/// @param lab      to close at the end
/// @param proxyA   of the higher priority, on `eth1`
/// @param proxyB   of the lower priority, on `eth2`
/// @param backend1 runs a Tomcat
/// @param backend2 runs another one
/// @param client   has the virtual address's subnet on its wire
public record ClassicLab(Lab lab, Host proxyA, Host proxyB, Host backend1, Host backend2, Host client)
        implements AutoCloseable {
    public static final String VIP = "192.168.77.50";
    private static final String VIP_SUBNET = "192.168.77.0/24";

    /// Makes the hosts, with nothing running on them yet.
    ///
    /// @param test name of the folder under `target/lab` where the logs go
    public static ClassicLab open(String test) {
        return open(test, "eth2");
    }

    /// The same with another name for the device of the second proxy.
    public static ClassicLab open(String test, String deviceB) {
        Lab lab = Lab.open(test);
        try {
            var classic = new ClassicLab(
                    lab,
                    lab.host("proxy-a", "192.168.17.129", "eth1"),
                    lab.host("proxy-b", "192.168.17.131", deviceB),
                    lab.host("backend-1", "192.168.17.141", "eth0"),
                    lab.host("backend-2", "192.168.17.142", "eth0"),
                    lab.host("client", "192.168.17.10", "eth0"));
            lab.onLink(VIP_SUBNET, classic.client, classic.backend1, classic.backend2);
            return classic;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /// Starts a Tomcat that answers with its name; returns when it listens.
    ///
    /// @param name    also its `jvmRoute`
    /// @param address where it listens, an address literal
    public LabProcess startTomcat(Host host, String name, String address, int port) {
        LabProcess tomcat = beginTomcat(host, name, address, port);
        awaitTomcat(lab, tomcat);
        return tomcat;
    }

    /// Starts a Tomcat; returns at once.
    static LabProcess beginTomcat(Host host, String name, String address, int port) {
        return host.start(name, JavaCommand.small("tandem.lab.BackendMain", name, address, Integer.toString(port)));
    }

    /// Waits until it listens.
    static void awaitTomcat(Lab lab, LabProcess tomcat) {
        var tail = new LineTail(tomcat.log());
        lab.await(Duration.ofSeconds(60))
                .until("Tomcat " + tomcat + " listens", tail::fresh, lines -> lines.contains(BackendMain.READY));
    }

    @Override
    public void close() {
        lab.close();
    }
}
