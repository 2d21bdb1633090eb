package tandem.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/// When some files were last written, and how large they are: enough to know that it is worth to read them
/// again.
///
/// @param stamps one for each file; a file that is not there has one too
public record FileStamps(List<String> stamps) {

    /// Of these files; a link stands for what it points to.
    public static FileStamps of(List<String> files) {
        return new FileStamps(files.stream().map(FileStamps::stamp).toList());
    }

    private static String stamp(String file) {
        try {
            var attributes = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return attributes.lastModifiedTime().toInstant() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException | InvalidPathException e) {
            return e.getClass().getSimpleName();
        }
    }
}
