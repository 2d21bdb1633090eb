package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.files.Conditions;
import tandem.files.Found;
import tandem.files.HttpDate;
import tandem.route.HeaderField;

/// The answer to a request for a file.
sealed interface FileReply {
    /// Shorter bodies are read at once: to send them otherwise costs more.
    int SHORT_BYTES = 64 * 1024;

    /// It has all of its body.
    record Whole(OwnAnswer answer) implements FileReply {}

    /// Its body is a part of a file, and has to be closed.
    ///
    /// @param from   the part's first byte
    /// @param length of it
    record Streamed(OwnAnswer head, FileChannel content, long from, long length) implements FileReply {}

    /// There is no file.
    record Refused(Rejection rejection) implements FileReply {}

    /// Finds the file and opens it; blocks.
    static FileReply of(FileRequest request) {
        return switch (request.folder().find(request.path(), request.codings().suffixes())) {
            case Found.Opened file -> opened(request, file);
            case Found.Directory _ -> new Whole(moved(request.slashed()));
            case Found.Missing _ -> new Refused(Rejection.noSuchFile());
            case Found.Forbidden _ -> new Refused(Rejection.noAccess());
            case Found.Failed(IOException why) -> failed(why);
        };
    }

    private static FileReply failed(IOException why) {
        Log.LOG.warn("A file that is served cannot be read: {}", why.toString());
        return new Refused(Rejection.unreadable());
    }

    private static OwnAnswer moved(String to) {
        return new OwnAnswer(301, List.of(new HeaderField("Location", to)), new byte[0], false);
    }

    private static FileReply opened(FileRequest request, Found.Opened file) {
        Instant modified = file.modified().truncatedTo(ChronoUnit.SECONDS);
        var answer = request.conditions().decide(file.tag(), modified, file.size());
        try {
            return switch (answer) {
                case Conditions.Answer.Whole _ -> body(request, file, 200, new Part(0, file.size()));
                case Conditions.Answer.Part(long from, long to) ->
                    body(request, file, 206, new Part(from, to - from + 1));
                case Conditions.Answer.Unchanged _ -> bodiless(file, 304, fields(request, file, Instant.now()));
                case Conditions.Answer.Failed _ -> refused(file, Rejection.changed());
                case Conditions.Answer.NoSuchPart _ ->
                    bodiless(file, 416, List.of(new HeaderField("Content-Range", "bytes */" + file.size())));
            };
        } catch (IOException e) {
            close(file.content());
            return failed(e);
        }
    }

    private static FileReply refused(Found.Opened file, Rejection rejection) {
        close(file.content());
        return new Refused(rejection);
    }

    private static FileReply bodiless(Found.Opened file, int status, List<HeaderField> fields) {
        close(file.content());
        return new Whole(new OwnAnswer(status, fields, new byte[0], false));
    }

    /// What of a file is sent.
    ///
    /// @param from   its first byte
    /// @param length of it
    record Part(long from, long length) {}

    private static FileReply body(FileRequest request, Found.Opened file, int status, Part part) throws IOException {
        var fields = fields(request, file, Instant.now());
        fields.add(new HeaderField("Content-Type", file.type()));
        if (isGzipped(request, file)) return gzipped(request, file, fields);
        if (!file.suffix().isEmpty())
            fields.add(new HeaderField("Content-Encoding", request.codings().coding(file.suffix())));
        if (status == 206)
            fields.add(new HeaderField(
                    "Content-Range", "bytes " + part.from + "-" + (part.from + part.length - 1) + "/" + file.size()));
        if (!request.conditions().get()) {
            close(file.content());
            return new Whole(OwnAnswer.streamed(status, fields, part.length));
        }
        if (part.length > SHORT_BYTES)
            return new Streamed(
                    OwnAnswer.streamed(status, fields, part.length), file.content(), part.from, part.length);
        byte[] bytes = read(file.content(), part);
        close(file.content());
        return new Whole(new OwnAnswer(status, fields, bytes, false));
    }

    /// Whether this client gets it compressed, and it does not lie ready.
    private static boolean isGzipped(FileRequest request, Found.Opened file) {
        return request.codings().takesGzip() && request.codings().isMade(file);
    }

    private static FileReply gzipped(FileRequest request, Found.Opened file, List<HeaderField> fields)
            throws IOException {
        byte[] bytes = request.codings().gzip(read(file.content(), new Part(0, file.size())));
        close(file.content());
        fields.add(new HeaderField("Content-Encoding", "gzip"));
        return request.conditions().get()
                ? new Whole(new OwnAnswer(200, fields, bytes, false))
                : new Whole(OwnAnswer.streamed(200, fields, bytes.length));
    }

    /// What tells caches which clients get the same.
    private static void encoded(FileRequest request, Found.Opened file, List<HeaderField> fields) {
        boolean made = isGzipped(request, file);
        // What is made anew may differ byte by byte, by another version of the library for one (RFC 9110 §8.8.1).
        fields.add(new HeaderField("ETag", made ? "W/" + file.tag() : file.tag()));
        if (request.codings().varies() || request.codings().isMade(file))
            fields.add(new HeaderField("Vary", "Accept-Encoding"));
        if (!made && file.suffix().isEmpty()) fields.add(new HeaderField("Accept-Ranges", "bytes"));
    }

    private static List<HeaderField> fields(FileRequest request, Found.Opened file, Instant now) {
        var fields = new ArrayList<HeaderField>();
        fields.add(new HeaderField("Date", HttpDate.text(now)));
        encoded(request, file, fields);
        // A time to come would be believed when it is there (RFC 9110 §8.8.2.1).
        fields.add(
                new HeaderField("Last-Modified", HttpDate.text(file.modified().isAfter(now) ? now : file.modified())));
        request.cacheControl().ifPresent(value -> fields.add(new HeaderField("Cache-Control", value)));
        return fields;
    }

    private static byte[] read(FileChannel content, Part part) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) part.length);
        while (bytes.hasRemaining()) {
            if (content.read(bytes, part.from + bytes.position()) < 0) throw new IOException("it has become shorter");
        }
        return bytes.array();
    }

    /// Closes a file that nobody reads any more.
    static void close(FileChannel content) {
        try {
            content.close();
        } catch (IOException e) {
            Log.LOG.debug("A file was closed with an error", e);
        }
    }

    /// Where it is told that a file could not be read.
    final class Log {
        private static final Logger LOG = LoggerFactory.getLogger(FileReply.class);

        private Log() {}
    }
}
