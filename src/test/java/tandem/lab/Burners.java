package tandem.lab;

import java.util.List;
import java.util.stream.IntStream;

/// Other processes that take all the processor time they can get: twice as many as there are processors, so that
/// whoever else wants to run has to wait for its turn.
public final class Burners implements AutoCloseable {
    private final List<LabProcess> processes;

    private Burners(List<LabProcess> processes) {
        this.processes = processes;
    }

    /// Starts them on a host of the lab; they burn the whole machine's processors all the same.
    public static Burners start(Host host) {
        int count = 2 * Runtime.getRuntime().availableProcessors();
        return new Burners(IntStream.range(0, count)
                .mapToObj(i -> host.start("burner-" + i, List.of("sh", "-c", "while :; do :; done")))
                .toList());
    }

    public int count() {
        return processes.size();
    }

    @Override
    public void close() {
        processes.forEach(LabProcess::kill);
    }
}
