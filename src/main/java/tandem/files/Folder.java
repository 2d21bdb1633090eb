package tandem.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// A folder whose files are served, and those of the folders in it.
///
/// A link is followed, also that of the folder itself, so that an exchange of that link exchanges all files
/// at once; but what is not below the folder in the end is not served. What begins with a dot is not served
/// either, such as `.git`, except `.well-known` (RFC 8615). May be used from any thread, but not from an
/// event loop: it blocks.
public final class Folder {
    private static final String WELL_KNOWN = ".well-known";
    private static final int LONGEST_NAME = 255;
    private static final int TRIES = 3;

    private final Path root;
    private final String index;

    /// @param index the name of the file that stands for its folder
    public Folder(String root, String index) {
        this.root = Path.of(root);
        this.index = index;
    }

    /// Opens the file at a path.
    ///
    /// @param path decoded, from this folder on, without a slash at its beginning, `.` and `..` resolved
    public Found find(String path) {
        return find(path, List.of());
    }

    /// Opens the file at a path, or the first that there is of those beside it whose names have one of these
    /// behind its own. One that is older than the file is not made of it, and is passed over.
    public Found find(String path, List<String> suffixes) {
        Found found = plain(path);
        if (!(found instanceof Found.Opened file)) return found;
        String name = path.isEmpty() || path.endsWith("/") ? path + index : path;
        for (String suffix : suffixes) {
            if (!(plain(name + suffix) instanceof Found.Opened beside)) continue;
            if (!beside.modified().isBefore(file.modified())) {
                close(file.content());
                return new Found.Opened(beside.content(), beside.size(), beside.modified(), file.type(), suffix);
            }
            close(beside.content());
        }
        return file;
    }

    private static void close(FileChannel content) {
        try {
            content.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Found plain(String path) {
        String name = path.isEmpty() || path.endsWith("/") ? path + index : path;
        if (isHidden(name)) return new Found.Missing();
        try {
            Path asked = root.resolve(name);
            // Also for what cannot be there: below a file, in a circle of links.
            if (!Files.exists(asked)) return new Found.Missing();
            return open(asked, name.length() == path.length());
        } catch (InvalidPathException | NoSuchFileException gone) {
            return new Found.Missing();
        } catch (AccessDeniedException denied) {
            return new Found.Forbidden();
        } catch (IOException e) {
            return new Found.Failed(e);
        }
    }

    private static boolean isHidden(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.startsWith(".") && !segment.equals(WELL_KNOWN)) return true;
            if (segment.length() > LONGEST_NAME) return true;
        }
        // Also an empty segment, which would be resolved as an absolute path where it is the first.
        return path.startsWith("/") || path.indexOf('\0') >= 0;
    }

    /// @param named whether the path named it, and not the index
    private Found open(Path asked, boolean named) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Path real = asked.toRealPath();
            if (!real.startsWith(root.toRealPath())) return new Found.Forbidden();
            BasicFileAttributes before = attributes(real);
            if (before.isDirectory()) return named ? new Found.Directory() : new Found.Missing();
            // To open a pipe would wait for its other end.
            if (!before.isRegularFile()) return new Found.Forbidden();
            FileChannel content = FileChannel.open(real, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            // Between both looks it may have been exchanged, and the tag would be that of the other file.
            if (isSame(before, content, real))
                return new Found.Opened(content, before.size(), modified(before), MediaTypes.of(asked.toString()), "");
            content.close();
        }
        return new Found.Failed(new IOException(asked + " changes too often to be read"));
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSame(BasicFileAttributes before, FileChannel content, Path file) {
        try {
            BasicFileAttributes after = attributes(file);
            return Objects.equals(before.fileKey(), after.fileKey())
                    && before.lastModifiedTime().equals(after.lastModifiedTime())
                    && before.size() == content.size();
        } catch (IOException gone) {
            return false;
        }
    }

    private static Instant modified(BasicFileAttributes file) {
        return file.lastModifiedTime().toInstant();
    }
}
