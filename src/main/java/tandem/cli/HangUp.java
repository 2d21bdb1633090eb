package tandem.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What SIGHUP sets off: by old custom a server reads its configuration again. Without this, it would end the
/// JVM.
///
/// Java has no other way to hear a signal than `sun.misc.Signal`, which is exported by the module
/// jdk.unsupported for want of a replacement (JEP 260). javac warns of each use and the warning cannot be
/// suppressed, so it is used by reflection, in this class alone.
final class HangUp {
    private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

    private HangUp() {}

    /// From now on each SIGHUP runs this action, on a thread of the JVM's own.
    ///
    /// @return whether this JVM and this system let us hear it
    static boolean onEach(Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var ours = Proxy.newProxyInstance(
                    HangUp.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        return switch (method.getName()) {
                            case "handle" -> {
                                action.run();
                                yield null;
                            }
                            case "equals" -> System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                            case "hashCode" -> System.identityHashCode(self);
                            default -> "the handler of SIGHUP";
                        };
                    });
            var hangUp = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangUp, ours);
            return true;
        } catch (InvocationTargetException e) {
            LOG.warn("SIGHUP cannot be heard: {}", String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIGHUP cannot be heard: {}", e.toString());
        }
        return false;
    }
}
