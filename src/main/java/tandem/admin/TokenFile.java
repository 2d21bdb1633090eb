package tandem.admin;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of the tokens, which is read again when it has changed: a token is given or taken away without a restart.
final class TokenFile {
    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final long MOST_BYTES = 256 * 1024;

    private final Path file;
    private volatile Tokens tokens;
    private FileTime changed;

    /// The file cannot be used.
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    private record Read(Tokens tokens, FileTime changed) {}

    /// Reads the file. Blocks.
    ///
    /// @throws Unusable when it cannot be read, or says nothing that can be used
    TokenFile(Path file) {
        this.file = file;
        var read = read();
        this.tokens = read.tokens();
        this.changed = read.changed();
    }

    /// Looks at the file from time to time, off the event loops.
    void follow(Vertx vertx) {
        vertx.setPeriodic(
                LOOK_EVERY.toMillis(),
                _ -> vertx.executeBlocking(() -> {
                    look();
                    return null;
                }));
    }

    /// Who has this token.
    Optional<Caller> caller(String token) {
        return tokens.caller(token);
    }

    /// Reads the file again when it has changed. One that cannot be used leaves things as they are.
    synchronized void look() {
        // Before it is read: what is written meanwhile is looked at the next time.
        var now = mark();
        if (now.equals(changed)) return;
        try {
            var read = read();
            tokens = read.tokens();
            changed = read.changed();
            log.info("the tokens in {} have been read again", file);
        } catch (Unusable e) {
            log.error("the tokens stay as they were: {}", e.getMessage());
            changed = now;
        }
    }

    private FileTime mark() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private Read read() {
        try {
            var time = Files.getLastModifiedTime(file);
            if (Files.size(file) > MOST_BYTES) throw new Unusable(file + " is larger than 256 KiB");
            return switch (Tokens.parse(Files.readString(file))) {
                case Tokens.Parsed.Good(var good) -> new Read(good, time);
                case Tokens.Parsed.Bad(var line, var why) ->
                    throw new Unusable("admin.tokens-file: " + file + ":" + line + ": " + why);
            };
        } catch (IOException e) {
            throw new Unusable("admin.tokens-file cannot be read: " + e);
        }
    }
}
