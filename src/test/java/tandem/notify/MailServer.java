package tandem.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A mail server that speaks STARTTLS, which GreenMail does not: just enough of SMTP for one message a connection. What
/// it hears is kept, with `tls ` before what came encrypted.
final class MailServer implements AutoCloseable {
    final List<String> heard = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;
    private final SSLContext context;
    private final boolean offers;
    private final Predicate<String> refuses;

    /// @param offers whether it offers STARTTLS
    MailServer(SSLContext context, boolean offers) throws IOException {
        this(context, offers, _ -> false);
    }

    /// @param refuses which recipients it does not take
    MailServer(SSLContext context, boolean offers, Predicate<String> refuses) throws IOException {
        this.socket = new ServerSocket(0);
        this.context = context;
        this.offers = offers;
        this.refuses = refuses;
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (var client = socket.accept()) {
                serve(client, "");
            } catch (IOException e) {
                heard.add("error " + e);
            }
        }
    }

    private void serve(Socket client, String prefix) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        if (prefix.isEmpty()) say(client, "220 test");
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(prefix + line);
            switch (line.split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
                case "EHLO" -> say(client, prefix.isEmpty() && offers ? "250-test\r\n250 STARTTLS" : "250 test");
                case "STARTTLS" -> {
                    say(client, "220 go ahead");
                    var safe = (SSLSocket) context.getSocketFactory().createSocket(client, null, true);
                    safe.setUseClientMode(false);
                    serve(safe, "tls ");
                    return;
                }
                case "RCPT" -> say(client, refuses.test(line) ? "550 nobody of that name" : "250 ok");
                case "DATA" -> {
                    say(client, "354 go on");
                    for (var text = in.readLine(); text != null && !text.equals("."); text = in.readLine())
                        heard.add(prefix + text);
                    say(client, "250 taken");
                }
                case "QUIT" -> {
                    say(client, "221 bye");
                    return;
                }
                default -> say(client, "250 ok");
            }
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
