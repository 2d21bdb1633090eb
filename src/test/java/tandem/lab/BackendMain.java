package tandem.lab;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import tandem.fixture.WebSocketEcho;

/// A Tomcat in a process of its own; ends when its standard input does. Arguments: name, address, port.
///
/// `/` answers at once, or as long after as `/late?ms=N` has said last, `/slow?ms=N` after a while, `/session` with a
/// number that grows with every request of
/// a session, `/stream/MS` with piece after piece for so long. Each answer names the backend in `X-Backend` and who
/// asked it in `X-Peer`. By `/socket` it is a [WebSocketEcho].
final class BackendMain {
    /// The line that says that it listens.
    static final String READY = "listening";

    private static final String STREAM = "/stream/";
    private static final int STREAM_PIECE = 4096;
    private static final long STREAM_PAUSE = 50;

    private BackendMain() {}

    public static void main(String... args) throws Exception {
        String name = args[0];
        var tomcat = new Tomcat();
        Path base = Files.createTempDirectory("tandem-lab-tomcat");
        tomcat.setBaseDir(base.toString());
        tomcat.setSilent(true);
        var connector = new Connector();
        connector.setProperty("address", args[1]);
        connector.setPort(Integer.parseInt(args[2]));
        tomcat.setConnector(connector);
        tomcat.getEngine().setJvmRoute(name);
        Context context = tomcat.addContext("", base.toString());
        Tomcat.addServlet(context, "named", new Named(name));
        context.addServletMappingDecoded("/*", "named");
        new WebSocketEcho().listen(context);
        tomcat.start();
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // Nothing is said to it; only the end counts.
        }
        tomcat.stop();
        tomcat.destroy();
    }

    private static final class Named extends HttpServlet {
        private static final long serialVersionUID = 1;
        private final String name;
        private final AtomicLong late = new AtomicLong();

        Named(String name) {
            this.name = name;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setHeader("X-Backend", name);
            response.setHeader("X-Peer", request.getRemoteAddr());
            response.setContentType("text/plain");
            if (request.getRequestURI().startsWith(STREAM)) {
                stream(response, Long.parseLong(request.getRequestURI().substring(STREAM.length())));
                return;
            }
            String body = switch (request.getRequestURI()) {
                case "/slow" -> slow(Long.parseLong(request.getParameter("ms")));
                case "/session" -> count(request);
                case "/late" -> late(Long.parseLong(request.getParameter("ms")));
                default -> slow(late.get());
            };
            response.setContentLength(body.length());
            response.getWriter().write(body);
        }

        private static void stream(HttpServletResponse response, long millis) throws IOException {
            String piece = "x".repeat(STREAM_PIECE);
            for (long sent = 0; sent < millis; sent += STREAM_PAUSE) {
                response.getWriter().write(piece);
                response.flushBuffer();
                pause(STREAM_PAUSE);
            }
        }

        private String slow(long millis) throws IOException {
            if (millis > 0) pause(millis);
            return name;
        }

        private String late(long millis) {
            late.set(millis);
            return name;
        }

        private static void pause(long millis) throws IOException {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
            }
        }

        private static String count(HttpServletRequest request) {
            var session = request.getSession();
            int count = session.getAttribute("count") instanceof Integer before ? before + 1 : 1;
            session.setAttribute("count", count);
            return Integer.toString(count);
        }
    }
}
