package tandem.cli.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/// Says which Tomcat answers, and counts the visits of a session. `curl` gets a line of text, a browser a page.
/// A check of the proxy (`/health`) makes no session.
final class DemoPage extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final String tomcat;

    DemoPage(String tomcat) {
        this.tomcat = tomcat;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setCharacterEncoding("UTF-8");
        if (request.getRequestURI().equals("/health")) {
            response.setContentType("text/plain");
            response.getWriter().println("ok");
            return;
        }
        var session = request.getSession();
        AtomicInteger visits;
        synchronized (this) {
            visits = Objects.requireNonNullElseGet(
                    (AtomicInteger) session.getAttribute("visits"), () -> new AtomicInteger());
            session.setAttribute("visits", visits);
        }
        var count = visits.incrementAndGet();
        var accept = Objects.requireNonNullElse(request.getHeader("Accept"), "*/*");
        if (accept.contains("text/html")) {
            response.setContentType("text/html");
            response.getWriter().print(page(session.getId(), count));
        } else {
            response.setContentType("text/plain");
            response.getWriter()
                    .println("hello from " + tomcat + ", visit " + count + " of session " + session.getId());
        }
    }

    private String page(String session, int visits) {
        return """
                <!doctype html>
                <html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>Tandem demo</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:4em auto;padding:0 1em}
                b{font-size:1.4em}code{background:#8882;padding:.1em .3em;border-radius:.2em}</style>
                <h1>Hello from %s</h1>
                <p>Visit <b>%d</b> of session <code>%s</code>.</p>
                <p>Reload the page; kill this Tomcat or the active node, and reload again.</p>
                </html>
                """.formatted(tomcat, visits, session);
    }
}
