package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.proxy.RawHttp2.CONTINUATION;
import static tandem.proxy.RawHttp2.DATA;
import static tandem.proxy.RawHttp2.END_HEADERS;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.HEADERS;
import static tandem.proxy.RawHttp2.PING;
import static tandem.proxy.RawHttp2.SETTINGS;
import static tandem.proxy.RawHttp2.WINDOW_UPDATE;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import tandem.proxy.Damage.Frame;
import tandem.proxy.FuzzIT.Stand;
import tandem.proxy.ReferenceHttp.Request;
import tandem.proxy.WatchedBackend.Reply;

/// Connections of HTTP/2 whose frames are damaged: no more requests reach the backend than heads were sent, each of
/// them
/// well-formed, and the connection ends when its client has. Where nothing is damaged, every stream is answered.
final class FuzzedFrames {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PADDED = 8;
    private static final int PRIORITY = 32;

    private FuzzedFrames() {}

    /// What is sent on a stream, and what the backend has to get of it.
    private record Sent(int stream, String target, String body, List<Frame> frames) {}

    static void play(Stand on, Random random) throws IOException {
        List<Sent> requests = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--)
            requests.add(request(2 * requests.size() + 1, "/" + random.nextInt(Integer.MAX_VALUE), random));
        List<Frame> frames = interleaved(requests, random);
        byte[] bytes = Damage.of(frames, random);
        boolean damaged = !Arrays.equals(bytes, Damage.bytes(frames));
        on.backend().forget();
        on.backend().answer(request -> Reply.good(request, "seen " + request.target()));
        int heads = on.heads().addAndGet(heads(bytes));
        if (damaged) leave(on, bytes, random);
        else talk(on, frames, requests);
        // Of a client that has left, some may be on their way still.
        assertThat(on.backend().count()).isLessThanOrEqualTo(heads);
    }

    private static Sent request(int stream, String target, Random random) {
        List<String> fields = new ArrayList<>(List.of(":method", "PUT", ":scheme", "http", ":path", target));
        fields.addAll(List.of(":authority", "t", "x-a", "b", "cookie", "a=b", "cookie", "c=d"));
        String body = "x".repeat(random.nextInt(50));
        if (random.nextBoolean()) fields.addAll(List.of("content-length", Integer.toString(body.length())));
        byte[] block = RawHttp2.block(fields.toArray(String[]::new));
        List<Frame> frames = new ArrayList<>();
        boolean trailers = random.nextInt(3) == 0;
        boolean bare = body.isEmpty() && !trailers;
        head(frames, stream, block, bare ? END_STREAM : 0, random);
        int cut = random.nextInt(body.length() + 1);
        if (cut > 0) frames.add(data(stream, body.substring(0, cut), random, 0));
        // Empty ones are a flood, but for one that ends the stream.
        if (!bare && !(trailers && cut == body.length()))
            frames.add(data(stream, body.substring(cut), random, trailers ? 0 : END_STREAM));
        if (trailers)
            frames.add(Frame.of(HEADERS, END_HEADERS | END_STREAM, stream, RawHttp2.block("x-checksum", "1")));
        return new Sent(stream, target, body, frames);
    }

    private static void head(List<Frame> into, int stream, byte[] block, int flags, Random random) {
        int cut = random.nextInt(3) == 0 ? 1 + random.nextInt(block.length - 1) : block.length;
        byte[] first = Arrays.copyOf(block, cut);
        int ends = cut == block.length ? END_HEADERS : 0;
        switch (random.nextInt(3)) {
            case 0 -> into.add(Frame.of(HEADERS, flags | ends, stream, first));
            case 1 -> into.add(Frame.of(HEADERS, flags | ends | PADDED, stream, padded(first, random.nextInt(9))));
            default -> {
                byte[] weighed = new byte[5 + cut];
                System.arraycopy(first, 0, weighed, 5, cut);
                into.add(Frame.of(HEADERS, flags | ends | PRIORITY, stream, weighed));
            }
        }
        if (ends == 0)
            into.add(Frame.of(CONTINUATION, END_HEADERS, stream, Arrays.copyOfRange(block, cut, block.length)));
    }

    private static Frame data(int stream, String text, Random random, int flags) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return random.nextBoolean()
                ? Frame.of(DATA, flags, stream, bytes)
                : Frame.of(DATA, flags | PADDED, stream, padded(bytes, random.nextInt(9)));
    }

    private static byte[] padded(byte[] bytes, int more) {
        byte[] padded = new byte[1 + bytes.length + more];
        padded[0] = (byte) more;
        System.arraycopy(bytes, 0, padded, 1, bytes.length);
        return padded;
    }

    /// Streams begin in their order, and what follows of one may come between what follows of others; what is no
    /// stream's may come anywhere but within a head.
    private static List<Frame> interleaved(List<Sent> requests, Random random) {
        List<Frame> frames = new ArrayList<>();
        List<List<Frame>> open = new ArrayList<>();
        for (Sent request : requests) {
            List<Frame> left = new ArrayList<>(request.frames);
            do frames.add(left.removeFirst());
            while (!left.isEmpty() && left.getFirst().type() == CONTINUATION);
            open.add(left);
            while (random.nextBoolean()) frames.add(next(open.get(random.nextInt(open.size())), random));
        }
        for (List<Frame> left : open) frames.addAll(left);
        return frames;
    }

    private static Frame next(List<Frame> left, Random random) {
        if (!left.isEmpty()) return left.removeFirst();
        return switch (random.nextInt(3)) {
            case 0 -> Frame.of(PING, 0, 0, new byte[8]);
            case 1 -> Frame.of(WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1});
            default -> Frame.of(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, (byte) 0xff, (byte) 0xff});
        };
    }

    private static void leave(Stand on, byte[] bytes, Random random) throws IOException {
        try (FuzzClient client = new FuzzClient(on.http2())) {
            client.send(PREFACE);
            client.send(Frame.of(SETTINGS, 0, 0, new byte[0]).bytes());
            client.send(new String(bytes, StandardCharsets.ISO_8859_1), random);
            if (random.nextBoolean()) client.look();
            client.endOutput();
            client.rest();
        }
    }

    /// Frames that may begin a request, by what they say of their lengths.
    private static int heads(byte[] bytes) {
        int heads = 0;
        for (int at = 0; at + 9 <= bytes.length; ) {
            int length = (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
            if (bytes[at + 3] == HEADERS) heads++;
            at += 9 + length;
        }
        return heads;
    }

    private static void talk(Stand on, List<Frame> frames, List<Sent> requests) throws IOException {
        try (RawHttp2 client = new RawHttp2(on.http2())) {
            for (Frame frame : frames) client.send(frame.type(), frame.flags(), frame.stream(), frame.payload());
            var bodies = new StringBuilder[requests.size()];
            Arrays.setAll(bodies, i -> new StringBuilder());
            Set<Integer> ended = new HashSet<>();
            while (ended.size() < requests.size()) {
                var frame = client.read();
                assertThat(frame.type()).isNotEqualTo(RawHttp2.GOAWAY);
                if (frame.type() == RawHttp2.RST_STREAM) {
                    // Once the answer is complete, the end of the request is not waited for (RFC 9113 §8.1).
                    assertThat(frame.error()).isEqualTo(Http2Error.NO_ERROR.code());
                    assertThat(ended).contains(frame.stream());
                }
                if (frame.type() != DATA) continue;
                bodies[frame.stream() / 2].append(new String(frame.payload(), StandardCharsets.US_ASCII));
                if ((frame.flags() & END_STREAM) != 0) ended.add(frame.stream());
            }
            for (Sent request : requests) {
                assertThat(bodies[request.stream / 2]).hasToString("seen " + request.target);
                List<Request> seen = on.backend().seen().stream()
                        .filter(one -> one.target().equals(request.target))
                        .toList();
                assertThat(seen).hasSize(1);
                assertThat(seen.getFirst().body().bytes()).isEqualTo(request.body);
                assertThat(ReferenceHttp.values(seen.getFirst().fields(), "cookie"))
                        .containsExactly("a=b; c=d");
            }
        }
    }
}
