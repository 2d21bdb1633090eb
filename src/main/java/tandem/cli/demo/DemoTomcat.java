package tandem.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/// A real embedded Tomcat with one small page, as a process of its own so that it can be killed.
///
/// Arguments: its name, which is its jvmRoute too, and its port on 127.0.0.1. It ends with the process that started it.
public final class DemoTomcat {

    private DemoTomcat() {}

    public static void main(String[] args) throws LifecycleException, IOException {
        var name = args[0];
        var port = Integer.parseInt(args[1]);
        Logger.getLogger("org.apache").setLevel(Level.WARNING);
        EndWithParent.watch();

        var tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tandem-" + name).toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxThreads", "20");
        tomcat.getConnector().setProperty("minSpareThreads", "2");
        tomcat.getEngine().setJvmRoute(name);

        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "page", new DemoPage(name));
        context.addServletMappingDecoded("/", "page");
        tomcat.start();
        tomcat.getServer().await();
    }
}
