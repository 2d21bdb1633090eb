package tandem.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tandem.proxy.ReferenceHttp.Answer;
import tandem.proxy.ReferenceHttp.State;

/// A client that may be refused while it sends, and takes a reset for an end. It waits for nothing longer than it may
/// take.
final class FuzzClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 20_000;

    private final Socket socket;
    private final StringBuilder got = new StringBuilder();
    private int at;
    private boolean ended;
    private boolean reset;

    FuzzClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /// Where a text is cut into pieces.
    static List<String> pieces(String text, Random random) {
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int i = random.nextInt(4); i > 0 && from < text.length(); i--) {
            int to = from + 1 + random.nextInt(text.length() - from);
            pieces.add(text.substring(from, to));
            from = to;
        }
        if (from < text.length()) pieces.add(text.substring(from));
        return pieces;
    }

    void send(String text, Random random) {
        for (String piece : pieces(text, random)) send(piece.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException refused) {
            // What the other side makes of it is read.
        }
    }

    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException gone) {
            // The other side was quicker.
        }
    }

    /// The next final answer, or as much of one as there is.
    Answer answer(String method) throws IOException {
        while (true) {
            Answer next = ReferenceHttp.answer(got.toString(), at, method, ended);
            boolean whole = next.state() == State.WHOLE;
            if (whole) at = next.body().end();
            if (whole && next.isInterim()) continue;
            if (next.state() != State.PART || ended) return next;
            more();
        }
    }

    private void more() throws IOException {
        byte[] some = new byte[8192];
        int count = -1;
        try {
            count = socket.getInputStream().read(some);
        } catch (SocketTimeoutException hang) {
            throw new IOException("it neither answers nor ends, after " + got, hang);
        } catch (IOException broken) {
            reset = true;
        }
        if (count < 0) ended = true;
        else got.append(new String(some, 0, count, StandardCharsets.ISO_8859_1));
    }

    /// Whatever comes until the connection ends.
    String rest() throws IOException {
        while (!ended) more();
        return got.substring(at);
    }

    /// Takes what comes within a moment.
    void look() throws IOException {
        socket.setSoTimeout(20);
        byte[] some = new byte[8192];
        try {
            for (int i = 0; i < 5 && !ended; i++)
                ended = socket.getInputStream().read(some) < 0;
        } catch (SocketTimeoutException nothing) {
            // It may have nothing to say.
        } catch (IOException broken) {
            ended = true;
        }
        socket.setSoTimeout(LIMIT_MILLIS);
    }

    /// Whether the connection has ended with a reset.
    boolean isReset() {
        return reset;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
