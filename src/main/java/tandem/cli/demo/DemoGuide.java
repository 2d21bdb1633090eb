package tandem.cli.demo;

import static tandem.cli.demo.Screen.pad;
import static tandem.cli.demo.Screen.say;

import java.nio.file.Path;
import java.util.List;
import tandem.config.Settings;
import tandem.vip.VipSettings.Mode;

/// The demo's table of who listens where, and the commands to try.
final class DemoGuide {
    private final Path config;
    private final List<Settings> nodes;
    private final Mode.Socket vip;
    private final List<Child> tomcats;
    private final List<Child> proxies;

    DemoGuide(Path config, List<Settings> nodes, Mode.Socket vip, List<Child> tomcats, List<Child> proxies) {
        this.config = config;
        this.nodes = nodes;
        this.vip = vip;
        this.tomcats = tomcats;
        this.proxies = proxies;
    }

    /// A path as a person would type it from the current directory.
    static String shown(Path path) {
        var here = Path.of("").toAbsolutePath();
        var full = path.toAbsolutePath().normalize();
        return full.startsWith(here) ? here.relativize(full).toString() : full.toString();
    }

    void print() {
        var active = active();
        say("");
        Screen.styled("bold", "  what            address              pid      role");
        for (var i = 0; i < proxies.size(); i++) {
            var listen = nodes.get(i).proxy().listen();
            row(
                    proxies.get(i),
                    listen.host() + ":" + listen.port(),
                    i == active ? "node, active: owns the VIP" : "node, standby");
        }
        var backends = nodes.getFirst().pools().getFirst().backends();
        for (var i = 0; i < tomcats.size(); i++)
            row(tomcats.get(i), backends.get(i).address(), "Tomcat " + versionOfTomcat());
        say("  " + pad("VIP", 16) + pad(vip.text(), 21) + pad("", 9) + "shared address: what clients use");
        say("");
        say("Try, in another terminal:");
        var url = "http://" + vip.text() + "/";
        command("ask through the VIP", "curl " + url);
        command("ask again and again", "while sleep 0.2; do curl -s -m 1 " + url + " || echo failed; done");
        command("or open in a browser", url);
        command("kill the active node", "kill -9 " + proxies.get(active).pid());
        command("stop it in good order", "kill " + proxies.get(active).pid());
        command("kill a Tomcat", "kill -9 " + tomcats.getFirst().pid());
        for (var node : nodes) {
            var admin = node.admin().listen();
            command(
                    "what " + node.cluster().self() + " knows",
                    "curl http://" + admin.host() + ":" + admin.port() + "/status");
        }
        say("");
        say("Configuration: " + shown(config) + ". What happens is told below, as it happens; Ctrl-C ends the demo.");
        say("");
    }

    private int active() {
        for (var i = 0; i < nodes.size(); i++) {
            var admin = nodes.get(i).admin().listen();
            if (Probe.ownsVip(admin.host(), admin.port())) return i;
        }
        return 0;
    }

    private static String versionOfTomcat() {
        return org.apache.catalina.util.ServerInfo.getServerNumber();
    }

    private static void row(Child child, String address, String role) {
        say("  " + pad(child.name(), 16) + pad(address, 21) + pad(Long.toString(child.pid()), 9) + role);
    }

    private static void command(String what, String command) {
        say("  " + pad(what, 24) + command);
    }
}
