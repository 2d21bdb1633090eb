package tandem.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a signal sets off that would end the JVM otherwise. By old custom a server reads its configuration
/// again on SIGHUP, and on SIGUSR1 it opens its logs anew.
///
/// Java has no other way to hear a signal than `sun.misc.Signal`, which is exported by the module
/// jdk.unsupported for want of a replacement (JEP 260). javac warns of each use and the warning cannot be
/// suppressed, so it is used by reflection, in this class alone.
final class HeardSignal {
    private static final Logger LOG = LoggerFactory.getLogger(HeardSignal.class);

    private HeardSignal() {}

    /// From now on each signal of this name runs this action, on a thread of the JVM's own.
    ///
    /// @param name without SIG
    /// @return whether this JVM and this system let us hear it
    static boolean onEach(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var ours = Proxy.newProxyInstance(
                    HeardSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                action.run();
                                yield null;
                            }
                            case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                            case "hashCode" -> System.identityHashCode(self);
                            default -> "the handler of SIG" + name;
                        };
                    });
            var heard = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, heard, ours);
            return true;
        } catch (InvocationTargetException e) {
            LOG.warn("SIG{} cannot be heard: {}", name, String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIG{} cannot be heard: {}", name, e.toString());
        }
        return false;
    }
}
