package tandem.bench.peer;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/// A Tomcat with one servlet, which answers with 115 bytes. Argument: the port.
public final class TomcatMain {
    private TomcatMain() {}

    public static void main(String... arguments) throws LifecycleException, IOException {
        var base = Files.createTempDirectory("tandem-bench-tomcat");
        base.toFile().deleteOnExit();
        var tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        var connector = new Connector();
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("keepAliveTimeout", "300000");
        connector.setProperty("maxKeepAliveRequests", "-1");
        tomcat.setConnector(connector);
        var context = tomcat.addContext("", base.toString());
        Tomcat.addServlet(context, "answer", new Answer());
        context.addServletMappingDecoded("/", "answer");
        tomcat.start();
        tomcat.getServer().await();
    }

    private static final class Answer extends HttpServlet {
        @Serial
        private static final long serialVersionUID = 1;

        private static final byte[] BODY = "x".repeat(115).getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.setContentLength(BODY.length);
            response.getOutputStream().write(BODY);
        }
    }
}
