package tandem.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;

/// Who has a listening socket, by the kernel's word.
final class ListeningSocket {
    private ListeningSocket() {}

    /// The name of the process that listens there; empty for none.
    static String holder(int port, Map<String, Process> processes) throws IOException {
        var inode = "";
        var sockets = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
        sockets.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
        for (var line : sockets) {
            var fields = line.strip().split("\\s+", -1);
            boolean listens = fields.length > 9 && fields[3].equals("0A");
            if (listens && fields[1].endsWith(":%04X".formatted(port))) inode = "socket:[" + fields[9] + "]";
        }
        for (var entry : processes.entrySet())
            if (entry.getValue().isAlive() && has(entry.getValue().pid(), inode)) return entry.getKey();
        return "";
    }

    private static boolean has(long pid, String socket) throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).toString().equals(socket);
                } catch (IOException e) {
                    // It was closed meanwhile.
                    return false;
                }
            });
        }
    }
}
