package tandem.lab;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One host of a [Lab]: a network namespace with one network device, cabled to the lab's bridge.
public final class Host {
    private static final String NOBODY = "02:00:00:00:00:01";

    private final Lab lab;
    private final List<Host> losing = new CopyOnWriteArrayList<>();
    private final String name;
    private final String address;
    private final String device;

    Host(Lab lab, String name, String address, String device) {
        this.lab = lab;
        this.name = name;
        this.address = address;
        this.device = device;
    }

    public String name() {
        return name;
    }

    /// Its own address, an IPv4 literal.
    public String address() {
        return address;
    }

    /// Its network device, as `ip link` names it there.
    public String device() {
        return device;
    }

    String namespace() {
        return lab.namespace(name);
    }

    /// Runs a short command here and returns what it printed; throws when it fails.
    public String run(String... words) {
        return Command.must(inside(List.of(words)));
    }

    /// Asks a server from here and returns all it answers, head and body; empty when it does not answer.
    /// Bash does it, which is there wherever the tests run.
    ///
    /// @param fields more fields of the request's head, such as `Cookie: a=b`
    public String get(String address, int port, String path, String... fields) {
        return ask("GET " + path + " HTTP/1.1\r\n", address, port, fields, "");
    }

    /// The same with something to send.
    public String post(String address, int port, String path, String json) {
        String[] fields = {"Content-Type: application/json", "Content-Length: " + json.length()};
        return ask("POST " + path + " HTTP/1.1\r\n", address, port, fields, json);
    }

    private String ask(String line, String address, int port, String[] fields, String content) {
        String authority = address.contains(":") ? "[" + address + "]" : address;
        String request = line + "Host: " + authority + ":" + port + "\r\nConnection: close\r\n"
                + Stream.of(fields).map(field -> field + "\r\n").collect(Collectors.joining()) + "\r\n" + content;
        String script = "exec 3<>/dev/tcp/" + address + "/" + port + " && printf %s \"$0\" >&3 && cat <&3";
        Command.Result result = Command.run(inside(List.of("timeout", "10", "bash", "-c", script, request)));
        return result.ok() ? result.output() : "";
    }

    /// Starts a program here. What it prints goes to `LOG.log` in the lab's folder, appended when that name
    /// was used before.
    public LabProcess start(String logName, List<String> words) {
        Path log = lab.log(logName);
        File sink = log.toFile();
        try {
            Process process = new ProcessBuilder(inside(words))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(sink))
                    .start();
            return lab.adopt(new LabProcess(logName + " on " + name, process, log));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + words, e);
        }
    }

    /// The addresses of IPv4 and IPv6 that the device holds now, without IPv6's link-local one.
    public List<String> addresses() {
        var links = new JsonArray(Command.must("ip", "-n", namespace(), "-j", "addr", "show", "dev", device));
        return objects(links)
                .flatMap(link -> objects(link.getJsonArray("addr_info", new JsonArray())))
                .filter(info -> !"link".equals(info.getString("scope")))
                .map(info -> info.getString("local"))
                .toList();
    }

    // `ip -j` pads an array with empty objects for what a filter left out.
    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).filter(o -> !o.isEmpty());
    }

    public boolean holds(String ip) {
        return addresses().contains(ip);
    }

    /// Adds an address by hand, for good, as an administrator or an earlier program would have left it.
    public void addAddress(String ip) {
        Command.must("ip", "-n", namespace(), "addr", "add", ip + "/32", "dev", device);
    }

    /// Deletes an address by hand.
    public void deleteAddress(String ip) {
        Command.must("ip", "-n", namespace(), "addr", "del", ip + "/32", "dev", device);
    }

    /// Sets the host's own network device down, as an administrator would; its addresses stay.
    public void interfaceDown() {
        Command.must("ip", "-n", namespace(), "link", "set", device, "down");
    }

    /// Sets it up again; routes that were added by hand are gone.
    public void interfaceUp() {
        Command.must("ip", "-n", namespace(), "link", "set", device, "up");
    }

    /// Cuts the host's cable in the given way, or heals it.
    public void cable(Cable state) {
        lab.cable(name, state);
    }

    /// Lets everything get lost that this host sends to the other one, and nothing else: it sends to a
    /// hardware address that nobody has. What the other one sends arrives, and so do broadcasts.
    public void loseWhatGoesTo(Host other) {
        Command.must(
                "ip",
                "-n",
                namespace(),
                "neigh",
                "replace",
                other.address,
                "lladdr",
                NOBODY,
                "nud",
                "permanent",
                "dev",
                device);
        losing.add(other);
    }

    /// Ends [#loseWhatGoesTo].
    void loseNothing() {
        for (Host other : losing) Command.must("ip", "-n", namespace(), "neigh", "del", other.address, "dev", device);
        losing.clear();
    }

    private List<String> inside(List<String> words) {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", namespace()));
        all.addAll(words);
        return all;
    }

    @Override
    public String toString() {
        return name;
    }
}
