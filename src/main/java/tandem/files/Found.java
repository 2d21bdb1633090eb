package tandem.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;

/// What is at a path.
public sealed interface Found {

    /// A file, opened; whoever gets it closes it.
    ///
    /// @param content  its bytes
    /// @param size     how many there are
    /// @param modified when it was changed last
    /// @param type     its media type
    /// @param suffix   what its name has behind the one that was asked for; empty for the file itself
    record Opened(FileChannel content, long size, Instant modified, String type, String suffix) implements Found {

        /// A strong entity tag, with its quotes: the same on every node that has the same copy of the file,
        /// and another one than that of the same file in another encoding.
        public String tag() {
            long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
            return "\"" + Long.toHexString(nanos) + "-" + Long.toHexString(size) + suffix.replace('.', '-') + "\"";
        }
    }

    /// A folder, and its path has no slash at its end.
    record Directory() implements Found {}

    /// Nothing that is served.
    record Missing() implements Found {}

    /// Something that must not be served: it is not below the root, cannot be read, or is no file.
    record Forbidden() implements Found {}

    /// The file system does not tell.
    record Failed(IOException why) implements Found {}
}
