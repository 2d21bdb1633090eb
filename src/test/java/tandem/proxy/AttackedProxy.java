package tandem.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;
import tandem.fixture.ChildProcess;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;

/// A proxy as a process of its own: `BACKEND-PORT`. Whoever connects to the port that it announces is told
/// how it is.
public final class AttackedProxy {
    private AttackedProxy() {}

    /// How it is.
    ///
    /// @param port        of HTTP/1
    /// @param http2       port of both protocols
    /// @param heap        bytes that are in use after a collection of garbage
    /// @param direct      bytes that Netty's buffers have, those that are kept for later included
    /// @param connections of clients
    record State(int port, int http2, long heap, long direct, int connections) {
        /// Asks for it.
        static State of(int control) throws IOException {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), control);
                    var in = new Scanner(socket.getInputStream(), StandardCharsets.US_ASCII)) {
                return new State(in.nextInt(), in.nextInt(), in.nextLong(), in.nextLong(), in.nextInt());
            }
        }

        private String text() {
            return port + " " + http2 + " " + heap + " " + direct + " " + connections + "\n";
        }
    }

    /// Runs it until it is ended.
    public static void main(String[] args) throws IOException {
        Duration longer = Duration.ofMinutes(1);
        var timeouts = new ProxySettings.Timeouts(longer, longer, longer, Duration.ofSeconds(1));
        var proxy = ProxyUnderTest.start(Options.of(Integer.parseInt(args[0])).with(timeouts));
        int http2 = RawHttp2.listener(proxy.server());
        try (var control = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ChildProcess.announce(control.getLocalPort());
            while (true) {
                try (Socket asks = control.accept()) {
                    asks.getOutputStream().write(state(proxy, http2).text().getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }

    private static State state(ProxyUnderTest proxy, int http2) {
        System.gc();
        var runtime = Runtime.getRuntime();
        var buffers = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
        return new State(
                proxy.port(),
                http2,
                runtime.totalMemory() - runtime.freeMemory(),
                buffers.usedDirectMemory(),
                proxy.server().connections());
    }
}
