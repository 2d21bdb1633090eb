package tandem.bench.host;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Signals that Java has no call for.
enum Signal {
    KILL(9),
    CONTINUE(18),
    STOP(19);

    private static final MethodHandle KILL_CALL = link();

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /// Sends it; whether there is such a process.
    boolean to(long pid) {
        try {
            return (int) KILL_CALL.invokeExact((int) pid, number) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("kill(2) cannot be called", e);
        }
    }

    // Calling native code is the purpose here; the launcher allows it.
    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
}
