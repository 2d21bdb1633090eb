package tandem.bench.contestant;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.bench.host.Running;
import tandem.bench.host.Shell;
import tandem.bench.host.Tool;
import tandem.bench.host.Workspace;

/// nginx with one worker. Beyond the classic guide it has what makes it faster here: kept connections to the
/// backend, no limit on requests a connection, no log of accesses, bodies that are passed on as they come and
/// never written to disk.
public record Nginx() implements Contestant {

    @Override
    public String id() {
        return Who.NGINX.id();
    }

    @Override
    public String version() {
        return Shell.run(List.of(Shell.path("nginx"), "-v"))
                .replace("nginx version: ", "")
                .strip();
    }

    @Override
    public boolean compilesItself() {
        return false;
    }

    @Override
    public Set<Tool> needs() {
        return Set.of(Tool.NGINX);
    }

    @Override
    public Optional<String> lacks(Feature feature) {
        return Optional.empty();
    }

    @Override
    public Running start(Site site, Entrance entrance) {
        var file = Workspace.write(site.folder().resolve("nginx.conf"), configuration(site, entrance));
        return run(id(), site.folder(), file, site.pin());
    }

    /// Starts nginx in the foreground with a configuration and all its files in one folder.
    static Running run(String name, Path folder, Path configuration, List<String> prefix) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Shell.path("nginx"),
                "-p",
                folder.toString(),
                "-e",
                folder.resolve("error.log").toString(),
                "-c",
                configuration.toString()));
        return Running.start(name, folder.resolve("output.log"), command, Map.of());
    }

    /// What every nginx of a benchmark begins with.
    static String preamble(Path folder, String workers) {
        return """
                daemon off;
                user root root;
                worker_processes %s;
                worker_rlimit_nofile 20000;
                pid %s/nginx.pid;
                error_log %s/error.log error;
                events { worker_connections 19000; multi_accept on; }
                """.formatted(workers, folder, folder);
    }

    /// Where nginx puts what it does not keep in memory.
    static String temporaryFolders(Path folder) {
        return """
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                """.formatted(folder);
    }

    private static String configuration(Site site, Entrance entrance) {
        return preamble(site.folder(), "1")
                + """
                http {
                %s
                  access_log off;
                  tcp_nodelay on;
                  keepalive_timeout 300s;
                  keepalive_requests 100000000;
                  client_max_body_size 0;
                  ssl_certificate %s;
                  ssl_certificate_key %s;
                  ssl_protocols TLSv1.2 TLSv1.3;
                  ssl_session_cache off;
                  ssl_session_tickets off;
                  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                  upstream backend {
                    server 127.0.0.1:%d;
                    keepalive 512;
                    keepalive_requests 100000000;
                    keepalive_timeout 300s;
                  }
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    listen 127.0.0.1:%d ssl http2 backlog=4096;
                    location / {
                      proxy_pass http://backend;
                      proxy_http_version 1.1;
                      proxy_request_buffering off;
                      proxy_max_temp_file_size 0;
                      proxy_set_header Host $host;
                      proxy_set_header Upgrade $http_upgrade;
                      proxy_set_header Connection $connection_upgrade;
                      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                      proxy_set_header X-Forwarded-Proto $scheme;
                      proxy_set_header X-Forwarded-Host $host;
                    }
                  }
                }
                """.formatted(
                                temporaryFolders(site.folder()),
                                site.certificate().chain(),
                                site.certificate().key(),
                                site.backendPort(),
                                entrance.http(),
                                entrance.https());
    }
}
