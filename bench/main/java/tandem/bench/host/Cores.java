package tandem.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Which processors serve the proxy that is measured, and which the load and the backends.
///
/// @param proxy one processor
/// @param load all others that this process may use; at least one
public record Cores(int proxy, List<Integer> load) {

    /// Found out once: [#moveHere()] takes one of them away from this process.
    private static final List<Integer> ALLOWED = allowed();

    public Cores {
        load = List.copyOf(load);
        if (load.isEmpty()) throw new IllegalArgumentException("no processor is left for the load");
    }

    /// The last processor that this process may use for the proxy, all others for the rest.
    ///
    /// @throws BenchFailed if there is only one
    public static Cores ofThisMachine() {
        if (ALLOWED.size() < 2)
            throw new BenchFailed("this needs two processors at least: one for the proxy, one for the load");
        return new Cores(ALLOWED.getLast(), ALLOWED.subList(0, ALLOWED.size() - 1));
    }

    private static List<Integer> allowed() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> parse(line.substring(line.indexOf(':') + 1).strip()))
                    .findFirst()
                    .orElseThrow(() -> new BenchFailed("/proc/self/status has no Cpus_allowed_list"));
        } catch (IOException e) {
            throw new BenchFailed("the processors cannot be found out", e);
        }
    }

    /// A list as the kernel writes it, such as `0-2,5`.
    static List<Integer> parse(String list) {
        var cores = new ArrayList<Integer>();
        for (String part : list.split(",", -1)) {
            var ends = part.split("-", 2);
            int first = Integer.parseInt(ends[0]);
            int last = ends.length == 2 ? Integer.parseInt(ends[1]) : first;
            for (int core = first; core <= last; core++) cores.add(core);
        }
        return cores;
    }

    /// What puts a command on the proxy's processor.
    public List<String> onProxy() {
        return List.of("taskset", "-c", Integer.toString(proxy));
    }

    /// What puts a command on the other processors.
    public List<String> onLoad() {
        return List.of("taskset", "-c", loadList());
    }

    /// Moves this process with all its threads to the processors for the load.
    public void moveHere() {
        Shell.run(List.of(
                "taskset",
                "-a",
                "-cp",
                loadList(),
                Long.toString(ProcessHandle.current().pid())));
    }

    private String loadList() {
        return String.join(",", load.stream().map(String::valueOf).toList());
    }
}
