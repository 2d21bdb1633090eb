package tandem.health;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import tandem.backend.Backend;

/// A real Tomcat with an application that answers `/health`.
final class TestTomcat implements AutoCloseable {
    /// Tomcat says much when it starts and stops. Kept here, or its level would be forgotten with it.
    private static final Logger LOG = Logger.getLogger("org.apache");

    static {
        LOG.setLevel(Level.SEVERE);
    }

    private final Tomcat tomcat;

    private TestTomcat(Tomcat tomcat) {
        this.tomcat = tomcat;
    }

    /// @param port 0 takes a free one
    static TestTomcat answering(int status, Path directory, int port) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "health", new Answer(status));
        context.addServletMappingDecoded("/health", "health");
        tomcat.start();
        return new TestTomcat(tomcat);
    }

    Backend backend(String name) {
        return new Backend(name, "127.0.0.1", tomcat.getConnector().getLocalPort(), 1);
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    /// Always answers the same.
    private static final class Answer extends HttpServlet {
        private static final long serialVersionUID = 1;
        private final int status;

        Answer(int status) {
            this.status = status;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setStatus(status);
            response.getWriter().write("as the test wants it");
        }
    }
}
