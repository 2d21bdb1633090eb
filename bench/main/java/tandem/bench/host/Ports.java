package tandem.bench.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Ports of the loopback address.
public final class Ports {
    private Ports() {}

    /// A port that nobody listens on now. Programs that take a port from a configuration file cannot ask for any.
    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchFailed("no port is free", e);
        }
    }

    /// Waits until a program takes connections.
    ///
    /// @throws BenchFailed if it ends, or does not within the limit
    public static void await(Running program, int port, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (!open(port)) {
            if (!program.alive()) throw new BenchFailed(program.name() + " has ended:\n  " + program.lastWords());
            if (System.nanoTime() > end)
                throw new BenchFailed(program.name() + " does not listen on port " + port + " after "
                        + limit.toSeconds() + " s:\n  " + program.lastWords());
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static boolean open(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
