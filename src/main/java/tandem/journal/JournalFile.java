package tandem.journal;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/// The file with a node's wishes: a first line that says what it is, of whom, and its checksum, then JSON. It is only
/// ever replaced as a whole, so that it is the old or the new one whenever the power fails.
///
/// @param path  where it is; its name has those of cluster and node, so that nodes may share a folder
/// @param owner cluster and node
public record JournalFile(Path path, String owner) {
    private static final String FORMAT = "tandem-changes-of-pools-1";
    /// Bytes; far more than [Wishes#MOST] can be.
    private static final int MOST = 1 << 20;

    /// That of a node.
    ///
    /// @param folder that exists
    public static JournalFile of(Path folder, String cluster, String node) {
        return new JournalFile(folder.resolve("pools-" + cluster + "-" + node + ".journal"), cluster + "/" + node);
    }

    /// What was found.
    public sealed interface Found {
        record Nothing() implements Found {}

        record Kept(List<Wish> wishes) implements Found {}

        /// A file that is not a whole journal of this node.
        ///
        /// @param why in a line for a person
        record Unusable(String why) implements Found {}
    }

    /// Blocks.
    ///
    /// @throws IOException when there is a file that cannot be read
    public Found read() throws IOException {
        if (Files.notExists(path)) return new Found.Nothing();
        if (Files.size(path) > MOST) return new Found.Unusable("it has more than " + MOST + " bytes");
        var text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        var head = end < 0 ? new String[0] : text.substring(0, end).split(" ", -1);
        if (head.length != 3 || !head[0].equals(FORMAT))
            return new Found.Unusable("its first line is not that of a journal of this version");
        if (!head[1].equals(owner)) return new Found.Unusable("it is of " + head[1] + ", not of " + owner);
        var body = text.substring(end + 1);
        if (!head[2].equals(checksum(body))) return new Found.Unusable("it is not whole: its checksum is wrong");
        try {
            return new Found.Kept(WishText.wishes(new JsonArray(body)));
        } catch (DecodeException | IllegalArgumentException e) {
            return new Found.Unusable("it makes no sense: " + e.getMessage());
        }
    }

    /// Blocks until it is on the disk.
    ///
    /// @throws IOException when it could not be written; then the file is as it was
    public void write(List<Wish> wishes) throws IOException {
        var body = WishText.array(wishes).encodePrettily() + "\n";
        var text = FORMAT + " " + owner + " " + checksum(body) + "\n" + body;
        var next = path.resolveSibling(path.getFileName() + ".new");
        try (var file = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) file.write(bytes);
            file.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /// Puts an unusable file out of the way, so that somebody may look at it.
    ///
    /// @return where it is now
    public Path setAside() throws IOException {
        return Files.move(
                path,
                path.resolveSibling(path.getFileName() + ".unusable"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String checksum(String body) {
        var sum = new CRC32C();
        sum.update(body.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
