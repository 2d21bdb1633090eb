package tandem.failover;

import static tandem.lab.ClassicLab.VIP;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tandem.lab.Cable;
import tandem.lab.ClassicLab;
import tandem.lab.Host;
import tandem.lab.Lab;
import tandem.lab.LabProcess;
import tandem.lab.VipWatch;

/// nginx or HAProxy, and keepalived, as they are on this machine, with the configuration of the classic
/// guide.
final class KeepalivedContestant implements Contestant {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String BOTH = "keepalived|nginx|haproxy";
    private static final String URL = "http://" + VIP + "/";
    private static final String HAPROXY = """
            defaults
                mode http
                timeout connect 1s
                timeout client 60s
                timeout server 60s
                option redispatch
                retries 3
            frontend web
                bind *:80
                default_backend tomcat
            backend tomcat
                balance roundrobin
                server tomcat-1 192.168.17.141:8080 check inter 2s
                server tomcat-2 192.168.17.142:8080 check inter 2s
            """;

    private final ClassicLab classic;
    private final VipWatch watch;
    private final Advert advert;
    private LabProcess tomcat;

    /// What runs beside keepalived, and how often the owner says that it lives.
    ///
    /// @param name     as the tables call it
    /// @param proxy    the program
    /// @param version  of VRRP: 2 allows whole seconds only
    /// @param interval in seconds
    record Advert(String name, Proxy proxy, int version, String interval) {
        /// The guide's own.
        static final Advert GUIDE = new Advert("nginx + keepalived, 1 s (guide)", Proxy.NGINX, 2, "1");

        static final Advert TENTH = new Advert("nginx + keepalived, 100 ms", Proxy.NGINX, 3, "0.1");
        /// The fastest that stayed quiet on a busy machine.
        static final Advert FAST = new Advert("nginx + keepalived, 20 ms", Proxy.NGINX, 3, "0.02");

        static final Advert HAPROXY = new Advert("HAProxy + keepalived, 20 ms", Proxy.HAPROXY, 3, "0.02");

        /// Three adverts and a skew of less than one more.
        Duration silence() {
            return Duration.ofMillis((long) (4000 * Double.parseDouble(interval)));
        }
    }

    /// A proxy of this machine.
    enum Proxy {
        NGINX("nginx"),
        HAPROXY("haproxy");

        private final String program;

        Proxy(String program) {
            this.program = program;
        }

        /// How it is started.
        ///
        /// @param stays in the foreground
        List<String> command(Path config, boolean stays) {
            return switch (this) {
                case NGINX ->
                    stays
                            ? List.of(program, "-c", config.toString(), "-g", "daemon off;")
                            : List.of(program, "-c", config.toString());
                case HAPROXY -> List.of(program, stays ? "-db" : "-D", "-f", config.toString());
            };
        }
    }

    private KeepalivedContestant(ClassicLab classic, VipWatch watch, Advert advert) {
        this.classic = classic;
        this.watch = watch;
        this.advert = advert;
        startTomcat();
    }

    static KeepalivedContestant open(Advert advert) {
        ClassicLab classic = ClassicLab.open("failover-" + advert.proxy().program + "-" + advert.interval());
        try {
            VipWatch watch = VipWatch.start(classic.lab(), VIP, classic.proxyA(), classic.proxyB());
            var contestant = new KeepalivedContestant(classic, watch, advert);
            classic.startTomcat(
                    classic.backend2(), "tomcat-2", classic.backend2().address(), 8080);
            for (Host host : List.of(classic.proxyA(), classic.proxyB())) contestant.start(host);
            return contestant;
        } catch (RuntimeException | AssertionError e) {
            classic.close();
            throw e;
        }
    }

    private void start(Host host) {
        Path folder = lab().folder();
        String name = host.name();
        try {
            Files.createDirectories(folder.resolve(name));
            Path proxy = Files.writeString(
                    folder.resolve(name + ".proxy.conf"),
                    switch (advert.proxy()) {
                        case NGINX -> nginx(name);
                        case HAPROXY -> HAPROXY;
                    });
            Path check = Files.writeString(folder.resolve(name + ".check.sh"), check(proxy));
            check.toFile().setExecutable(true);
            Path keepalived = Files.writeString(folder.resolve(name + ".keepalived.conf"), keepalived(host, check));
            host.start("proxy-" + name, advert.proxy().command(proxy, true));
            host.start(
                    "keepalived-" + name,
                    List.of(
                            "keepalived",
                            "--dont-fork",
                            "--log-console",
                            "--use-file=" + keepalived,
                            "--pid=" + folder.resolve(name + ".keepalived.pid"),
                            "--vrrp_pid=" + folder.resolve(name + ".vrrp.pid")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String nginx(String name) {
        return """
                worker_processes auto;
                pid %1$s/nginx.pid;
                error_log stderr;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    upstream tomcat { server 192.168.17.141:8080; server 192.168.17.142:8080; }
                    server {
                        listen 80;
                        location / { proxy_pass http://tomcat; }
                        location /socket {
                            proxy_pass http://tomcat;
                            proxy_http_version 1.1;
                            proxy_set_header Upgrade $http_upgrade;
                            proxy_set_header Connection upgrade;
                        }
                    }
                }
                """.formatted(lab().folder().resolve(name));
    }

    /// The guide's, but that it looks for the processes of its own host only.
    private String check(Path config) {
        return """
                #!/bin/sh
                alive() { ip netns pids "$(ip netns identify $$)" | xargs ps -o comm= -p | grep -q %s; }
                alive && exit 0
                %s
                sleep 2
                alive || exit 1
                """.formatted(
                        advert.proxy().program, String.join(" ", advert.proxy().command(config, false)));
    }

    private String keepalived(Host host, Path check) {
        boolean better = host == classic.proxyA();
        return """
                global_defs {
                    router_id LVS_DEVEL
                    vrrp_version %d
                    script_user root
                }
                vrrp_script chk_http_port { script "%s" interval 2 weight 2 }
                vrrp_instance VI_1 {
                    state %s
                    interface %s
                    virtual_router_id 51
                    priority %d
                    advert_int %s
                    %s
                    virtual_ipaddress { %s }
                    track_script { chk_http_port }
                }
                """.formatted(
                        advert.version(),
                        check,
                        better ? "MASTER" : "BACKUP",
                        host.device(),
                        better ? 100 : 90,
                        advert.interval(),
                        // VRRPv3 has no authentication.
                        advert.version() == 2 ? "authentication { auth_type PASS auth_pass 1111 }" : "",
                        VIP);
    }

    @Override
    public String name() {
        return advert.name();
    }

    @Override
    public Lab lab() {
        return classic.lab();
    }

    @Override
    public VipWatch watch() {
        return watch;
    }

    @Override
    public Clients clients() {
        return Clients.start(lab(), classic.client(), URL);
    }

    /// The better node takes the address back; then nothing moves for longer than a silence.
    @Override
    public Host awaitOwner() {
        watch.awaitSoleOwner(classic.proxyA(), advert.silence().plusSeconds(2), LIMIT);
        return classic.proxyA();
    }

    @Override
    public Host other(Host host) {
        return host == classic.proxyA() ? classic.proxyB() : classic.proxyA();
    }

    @Override
    public PlannedLoad load() {
        return PlannedLoad.start(lab(), classic.client(), URL);
    }

    @Override
    public void inflict(Fault fault, Host owner) {
        switch (fault) {
            case KILLED -> signal("KILL", owner, BOTH);
            case CUT -> owner.cable(Cable.SILENT);
            case FROZEN -> signal("STOP", owner, BOTH);
            case STOPPED, STOPPED_LOADED -> {
                // Ended first, since it would start the proxy again.
                signal("TERM", owner, "keepalived");
                signal(advert.proxy() == Proxy.NGINX ? "QUIT" : "USR1", owner, advert.proxy().program);
            }
            case PROXY_KILLED -> signal("KILL", owner, advert.proxy().program);
            case BACKEND_KILLED -> tomcat.kill();
            case BACKEND_CUT -> classic.backend1().cable(Cable.SILENT);
            case SWITCHOVER, SWITCHOVER_LOADED -> throw new IllegalArgumentException(fault.text());
        }
    }

    @Override
    public void mend(Fault fault, Host host) {
        switch (fault) {
            case CUT -> host.cable(Cable.WHOLE);
            case FROZEN -> signal("CONT", host, BOTH);
            case PROXY_KILLED, SWITCHOVER, SWITCHOVER_LOADED -> {}
            case BACKEND_KILLED -> startTomcat();
            case BACKEND_CUT -> classic.backend1().cable(Cable.WHOLE);
            case KILLED, STOPPED, STOPPED_LOADED -> {
                lab().await(LIMIT)
                        .until(
                                "the proxy and keepalived have ended on " + host,
                                () -> processes(host, BOTH),
                                String::isEmpty);
                // A killed keepalived leaves its address behind; an administrator has to look after it.
                if (host.holds(VIP)) host.deleteAddress(VIP);
                start(host);
            }
        }
    }

    private void startTomcat() {
        tomcat = classic.startTomcat(
                classic.backend1(), "tomcat-1", classic.backend1().address(), 8080);
    }

    private static void signal(String signal, Host host, String names) {
        host.run("sh", "-c", processes(names) + " | xargs -r kill -s " + signal);
    }

    private static String processes(Host host, String names) {
        return host.run("sh", "-c", processes(names)).strip();
    }

    /// The ids of the programs of these names on this host alone.
    private static String processes(String names) {
        return "ip netns pids \"$(ip netns identify $$)\" | xargs -r ps -o pid=,comm= -p | awk '$2 ~ /^(" + names
                + ")$/ {print $1}'";
    }

    @Override
    public Map<String, Double> steps(Host owner, Instant fault) {
        return Map.of();
    }

    @Override
    public void close() {
        classic.close();
    }
}
