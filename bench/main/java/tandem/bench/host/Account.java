package tandem.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// What processes have used, as the kernel counts it.
///
/// @param cpuSeconds user and system time of all threads since the start, in steps of 10 ms
/// @param residentKib resident memory; pages that several processes share count for each
public record Account(double cpuSeconds, long residentKib) {
    /// `USER_HZ`, which is 100 on every architecture that Linux runs on nowadays.
    private static final double TICKS_PER_SECOND = 100;

    static final Account NOTHING = new Account(0, 0);

    /// The sum over processes. One that has ended meanwhile counts nothing.
    static Account of(List<Long> pids) {
        return pids.stream().map(Account::of).reduce(NOTHING, Account::plus);
    }

    private static Account of(long pid) {
        try {
            var folder = Path.of("/proc", Long.toString(pid));
            long resident = Files.readAllLines(folder.resolve("status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
            return new Account(cpuSeconds(Files.readString(folder.resolve("stat"))), resident);
        } catch (NoSuchFileException e) {
            return NOTHING;
        } catch (IOException e) {
            throw new BenchFailed("the account of process " + pid + " cannot be read", e);
        }
    }

    /// Fields 14 and 15 of `/proc/PID/stat`; the second one, the name, may hold anything and stands in brackets.
    static double cpuSeconds(String stat) {
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    Account plus(Account other) {
        return new Account(cpuSeconds + other.cpuSeconds, residentKib + other.residentKib);
    }
}
