package tandem.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hosts on one bridge: 192.168.17.0/24, and 192.168.77.0/24 on the same wire for a virtual address.
///
/// Nothing of it is in the machine's own network: the bridge has a namespace of its own. [#close] ends every
/// process and removes every namespace; so does the end of this JVM, in any way but SIGKILL. What such a
/// killed JVM left is removed by the next lab.
public final class Lab implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Pattern NAMESPACE = Pattern.compile("tandem-([0-9]+)-[0-9]+-[a-z0-9-]+");
    private static final String SWITCH = "switch";
    private static final String BRIDGE = "br0";

    private final String prefix;
    private final Path folder;
    private final List<String> namespaces = new CopyOnWriteArrayList<>();
    private final List<LabProcess> processes = new CopyOnWriteArrayList<>();
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Thread atExit = new Thread(this::removeAll, "lab-removal");

    private Lab(String test) {
        this.prefix = "tandem-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + "-";
        this.folder = Path.of("target", "lab", test).toAbsolutePath();
    }

    /// Makes a lab without hosts. Ends the calling test as skipped, or as failed where no test may skip, when
    /// this is not root or iproute2 is missing.
    ///
    /// @param test name of the folder under `target/lab` where the logs go
    public static Lab open(String test) {
        require();
        removeThoseOfDeadRuns();
        var lab = new Lab(test);
        Runtime.getRuntime().addShutdownHook(lab.atExit);
        try {
            lab.build();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    /// Ends the calling test, as skipped or as failed, when no lab can be made here.
    static void require() {
        String missing = missing();
        if (!missing.isEmpty()) Needs.missing("the lab of network namespaces", missing);
    }

    /// Tries the real thing, since being root says little in a container.
    private static String missing() {
        String trial = "tandem-" + ProcessHandle.current().pid() + "-0-trial";
        try {
            Command.Result added = Command.run(List.of("ip", "netns", "add", trial));
            if (!added.ok()) return "ip netns add: " + added.output().strip();
            Command.Result bridge = Command.run(List.of("ip", "-n", trial, "link", "add", BRIDGE, "type", "bridge"));
            remove(trial);
            return bridge.ok()
                    ? ""
                    : "ip link add type bridge: " + bridge.output().strip();
        } catch (UncheckedIOException e) {
            return "iproute2 is not installed";
        }
    }

    private void build() {
        try {
            Files.createDirectories(folder);
            try (var old = Files.list(folder)) {
                for (Path log : old.filter(Files::isRegularFile).toList()) Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        addNamespace(SWITCH);
        ip(SWITCH, "link add " + BRIDGE + " type bridge forward_delay 0 stp_state 0");
        ip(SWITCH, "link set " + BRIDGE + " up");
    }

    /// Adds a host and cables it.
    ///
    /// @param name    lower case letters, digits and `-`; short
    /// @param address IPv4 literal in 192.168.17.0/24
    /// @param device  name of its network device
    public Host host(String name, String address, String device) {
        addNamespace(name);
        Command.must(
                "ip",
                "link",
                "add",
                device,
                "netns",
                namespace(name),
                "type",
                "veth",
                "peer",
                "name",
                port(name),
                "netns",
                namespace(SWITCH));
        ip(SWITCH, "link set " + port(name) + " master " + BRIDGE + " up");
        ip(name, "link set " + device + " up");
        ip(name, "addr add " + address + "/24 dev " + device);
        var host = new Host(this, name, address, device);
        hosts.put(name, host);
        return host;
    }

    /// Tells hosts that a network is on the wire beside their own, as a router or a second subnet would.
    public void onLink(String network, Host... those) {
        for (Host host : those) ip(host.name(), "route add " + network + " dev " + host.device());
    }

    private void addNamespace(String name) {
        String namespace = namespace(name);
        Command.must("ip", "netns", "add", namespace);
        namespaces.add(namespace);
        // A new namespace inherits the machine's settings; these are the kernel's own, and the strict
        // reverse-path filter that most distributions set.
        for (String setting : List.of("rp_filter=1", "arp_ignore=0", "arp_announce=0")) {
            int equals = setting.indexOf('=');
            Command.must(
                    "ip",
                    "netns",
                    "exec",
                    namespace,
                    "sh",
                    "-c",
                    "for d in all default; do echo " + setting.substring(equals + 1) + " >/proc/sys/net/ipv4/conf/$d/"
                            + setting.substring(0, equals) + "; done");
        }
        ip(name, "link set lo up");
    }

    private void ip(String host, String words) {
        var all = new ArrayList<>(List.of("ip", "-n", namespace(host)));
        all.addAll(List.of(words.split(" ", -1)));
        Command.must(all);
    }

    void cable(String host, Cable state) {
        switch (state) {
            case WHOLE -> ip(SWITCH, "link set " + port(host) + " master " + BRIDGE + " up");
            case PULLED -> ip(SWITCH, "link set " + port(host) + " down");
            case SILENT -> ip(SWITCH, "link set " + port(host) + " nomaster");
        }
    }

    private static String port(String host) {
        return "to-" + host;
    }

    String namespace(String host) {
        return prefix + host;
    }

    LabProcess adopt(LabProcess process) {
        processes.add(process);
        return process;
    }

    /// Where the logs of everything that runs here are.
    public Path folder() {
        return folder;
    }

    /// Where the log of a name is.
    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /// Waits for conditions in this lab, up to a limit.
    public Await await(Duration limit) {
        return new Await(limit, folder.toString());
    }

    /// Tells a person what was measured: on standard output, and in `figures.log` in the lab's folder.
    public void note(String figures) {
        System.out.println("lab: " + figures);
        try {
            Files.writeString(
                    folder.resolve("figures.log"),
                    figures + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Heals every cable, and lets nothing get lost any more.
    public void healAll() {
        hosts.values().forEach(host -> {
            host.cable(Cable.WHOLE);
            host.loseNothing();
        });
    }

    @Override
    public void close() {
        removeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is on its way out already, and the hook runs by itself.
        }
    }

    private synchronized void removeAll() {
        // A test that was interrupted still leaves nothing behind.
        boolean interrupted = Thread.interrupted();
        var failures = new IllegalStateException("the lab could not be removed");
        for (LabProcess process : processes) attempt(process::kill, failures);
        processes.clear();
        for (String namespace : namespaces) attempt(() -> remove(namespace), failures);
        namespaces.clear();
        if (interrupted) Thread.currentThread().interrupt();
        if (failures.getSuppressed().length > 0) throw failures;
    }

    private static void attempt(Runnable removal, Exception failures) {
        try {
            removal.run();
        } catch (RuntimeException | AssertionError e) {
            failures.addSuppressed(e);
        }
    }

    /// Ends what still runs in a namespace of ours (a child that one of our processes started) and removes
    /// it.
    private static void remove(String namespace) {
        for (String pid : Command.must("ip", "netns", "pids", namespace).split("\\s+", -1)) {
            if (!pid.isEmpty()) ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
        Command.must("ip", "netns", "del", namespace);
    }

    private static void removeThoseOfDeadRuns() {
        for (String line : Command.must("ip", "netns", "list").split("\n", -1)) {
            Matcher ours = NAMESPACE.matcher(line.split(" ", 2)[0]);
            if (ours.matches()
                    && ProcessHandle.of(Long.parseLong(ours.group(1))).isEmpty()) remove(ours.group());
        }
    }
}
