package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// An answer whose body is a file.
///
/// The file is opened by another thread. Where the client's bytes are neither encrypted nor framed, the kernel sends it
/// then (sendfile); otherwise it is read by other threads, piece by piece, as fast as the client takes it. All but
/// [#open] and [#read] runs on the exchange's event loop.
final class FileAnswer implements ChannelProgressiveFutureListener {
    private static final int PIECE_BYTES = 64 * 1024;

    private final Exchange exchange;
    private final Handling handling;
    private final Loop loop;
    private final FileRequest request;
    private FileReply.@Nullable Streamed sent;
    private long done;
    private boolean reading;
    private boolean paused;
    private boolean over;

    private FileAnswer(Exchange exchange, Handling handling, Loop loop, FileRequest request) {
        this.exchange = exchange;
        this.handling = handling;
        this.loop = loop;
        this.request = request;
    }

    /// Begins one.
    static FileAnswer begin(Exchange exchange, Handling handling, Loop loop, FileRequest request) {
        var answer = new FileAnswer(exchange, handling, loop, request);
        answer.start();
        return answer;
    }

    private void start() {
        if (!request.workers().begin(this::open)) end(handling.page(Rejection.busy()));
    }

    private void open() {
        FileReply reply = FileReply.of(request);
        if (!later(() -> opened(reply)) && reply instanceof FileReply.Streamed file) FileReply.close(file.content());
    }

    /// Runs something on the event loop.
    ///
    /// @return false when that has ended
    private boolean later(Runnable task) {
        try {
            loop.eventLoop().execute(() -> {
                task.run();
                loop.flush();
            });
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    private void opened(FileReply reply) {
        switch (reply) {
            case FileReply.Whole(OwnAnswer answer) -> end(handling.own(answer));
            case FileReply.Refused(Rejection rejection) -> end(handling.page(rejection));
            case FileReply.Streamed file -> {
                if (over) FileReply.close(file.content());
                else send(file);
            }
        }
    }

    private void end(OwnAnswer answer) {
        if (over) return;
        over = true;
        exchange.answer(answer);
    }

    private void send(FileReply.Streamed file) {
        exchange.begin(handling.own(file.head()));
        Outgoing plain = exchange.stream().plain();
        if (plain != null) {
            plain.file(new DefaultFileRegion(file.content(), file.from(), file.length()), this);
        } else {
            sent = file;
            readNext(file);
        }
    }

    @Override
    public void operationProgressed(ChannelProgressiveFuture sending, long progress, long total) {
        if (over) return;
        handling.passedOn(progress - done);
        done = progress;
        exchange.stream().moved();
    }

    @Override
    public void operationComplete(ChannelProgressiveFuture sending) {
        if (over) return;
        over = true;
        if (sending.isSuccess()) exchange.completed();
        else exchange.brokenOff();
        loop.flush();
    }

    private void readNext(FileReply.Streamed file) {
        long at = file.from() + done;
        int length = (int) Math.min(PIECE_BYTES, file.length() - done);
        reading = request.workers().goOn(() -> read(file.content(), at, length));
        if (!reading) breakOff(file);
    }

    private void read(FileChannel content, long at, int length) {
        ByteBuf piece = ByteBufAllocator.DEFAULT.directBuffer(length);
        try {
            while (piece.isWritable() && piece.readableBytes() < length) {
                int read = piece.writeBytes(content, at + piece.readableBytes(), length - piece.readableBytes());
                if (read < 0) break;
            }
        } catch (IOException e) {
            // What is missing is noticed below.
            piece.clear();
        }
        boolean whole = piece.readableBytes() == length;
        if (later(() -> passOn(piece, whole))) return;
        piece.release();
        FileReply.close(content);
    }

    private void passOn(ByteBuf piece, boolean whole) {
        reading = false;
        FileReply.Streamed file = sent;
        try {
            if (file == null) return;
            if (over) FileReply.close(file.content());
            else if (whole) passOn(piece, file);
            else breakOff(file);
        } finally {
            piece.release();
        }
    }

    private void passOn(ByteBuf piece, FileReply.Streamed file) {
        int length = piece.readableBytes();
        ClientStream client = exchange.stream();
        client.moved();
        done += length;
        handling.passedOn(length);
        client.write(piece, length);
        if (over) {
            // To write it has ended the stream.
            FileReply.close(file.content());
        } else if (done == file.length()) {
            over = true;
            FileReply.close(file.content());
            exchange.completed();
        } else if (client.isWritable()) {
            readNext(file);
        } else {
            paused = true;
        }
    }

    private void breakOff(FileReply.Streamed file) {
        over = true;
        FileReply.close(file.content());
        exchange.brokenOff();
    }

    /// The client takes more.
    void clientReady() {
        FileReply.Streamed file = sent;
        if (!paused || over || file == null) return;
        paused = false;
        exchange.stream().moved();
        readNext(file);
    }

    /// Nobody wants it any more.
    void cancel() {
        over = true;
        FileReply.Streamed file = sent;
        if (file != null && !reading) FileReply.close(file.content());
    }
}
