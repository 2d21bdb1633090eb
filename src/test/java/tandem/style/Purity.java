package tandem.style;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.Set;
import tandem.Pure;

/// What [Pure] promises, as a rule over class files.
public final class Purity {
    /// Packages that hold nothing but values and functions, but for [#IMPURE_TYPES].
    private static final Set<String> PURE_PACKAGES = Set.of(
            "com.google.re2j",
            "java.lang",
            "java.lang.annotation",
            "java.lang.invoke",
            "java.lang.runtime",
            "java.math",
            "java.nio.charset",
            "java.text",
            "java.time",
            "java.time.format",
            "java.time.temporal",
            "java.util",
            "java.util.function",
            "java.util.regex",
            "java.util.stream",
            "org.jspecify.annotations");

    /// Types elsewhere that are values, or come as arguments.
    private static final Set<String> PURE_TYPES = Set.of(
            "io.netty.buffer.ByteBuf",
            "io.netty.util.AsciiString",
            "io.netty.handler.codec.http.HttpResponseStatus",
            "io.vertx.core.MultiMap",
            "io.vertx.core.http.HttpHeaders",
            "io.vertx.core.http.HttpMethod",
            "io.vertx.core.http.HttpVersion",
            "io.vertx.core.json.DecodeException",
            "io.vertx.core.json.Json",
            "io.vertx.core.json.JsonArray",
            "io.vertx.core.json.JsonObject",
            "io.vertx.core.json.pointer.JsonPointer",
            "java.io.Serializable",
            "java.net.Inet4Address",
            "java.net.Inet6Address",
            "java.net.InetAddress",
            "java.net.URI",
            "java.net.URISyntaxException",
            "java.net.UnknownHostException",
            "java.nio.ByteBuffer",
            "java.nio.ByteOrder",
            "java.nio.CharBuffer",
            "java.util.random.RandomGenerator");

    private static final Set<String> IMPURE_TYPES = Set.of(
            "java.lang.ClassLoader",
            "java.lang.InheritableThreadLocal",
            "java.lang.IO",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.ProcessHandle",
            "java.lang.Runtime",
            "java.lang.ScopedValue",
            "java.lang.Thread",
            "java.lang.ThreadGroup",
            "java.lang.ThreadLocal",
            "java.time.Clock",
            "java.util.Random",
            "java.util.Scanner",
            "java.util.ServiceLoader",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.util.TimerTask");

    /// Methods of otherwise pure types that are not.
    private static final Map<String, Set<String>> IMPURE_METHODS = Map.of(
            "java.lang.Class", Set.of("forName", "getResource", "getResourceAsStream"),
            "java.net.InetAddress",
                    Set.of(
                            "getAllByName",
                            "getByName",
                            "getCanonicalHostName",
                            "getHostName",
                            "getLocalHost",
                            "isReachable"),
            "java.lang.Math", Set.of("random"),
            "java.lang.Object", Set.of("wait", "notify", "notifyAll"),
            "java.util.Collections", Set.of("shuffle"),
            "java.util.UUID", Set.of("randomUUID"));

    private static final Set<String> PURE_METHODS_OF_SYSTEM = Set.of("arraycopy", "identityHashCode", "lineSeparator");

    private Purity() {}

    /// Pure classes use only what is pure.
    public static ArchRule rule() {
        return ArchRuleDefinition.classes()
                .that(DescribedPredicate.describe("are pure", Purity::isPure))
                .should(useOnlyWhatIsPure())
                .allowEmptyShould(true);
    }

    /// Whether a class is held to purity.
    public static boolean isPure(JavaClass type) {
        return type.isAnnotatedWith(Pure.class)
                || type.getPackage().isAnnotatedWith(Pure.class)
                || type.getSimpleName().endsWith("Settings")
                || type.getEnclosingClass().map(Purity::isPure).orElse(false);
    }

    private static ArchCondition<JavaClass> useOnlyWhatIsPure() {
        return new ArchCondition<>("use only what is pure") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    if (!mayBeUsed(dependency.getTargetClass().getBaseComponentType()))
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                }
                for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                    if (!mayBeCalled(call)) events.add(SimpleConditionEvent.violated(call, call.getDescription()));
                }
            }
        };
    }

    private static boolean mayBeUsed(JavaClass type) {
        if (type.isPrimitive()) return true;
        if (Rooms.isOurs(type)) return isPure(type) || type.isEquivalentTo(Pure.class);
        if (PURE_TYPES.contains(type.getName())) return true;
        String outermost = type.getName().split("\\$", 2)[0];
        return PURE_PACKAGES.contains(type.getPackageName()) && !IMPURE_TYPES.contains(outermost);
    }

    private static boolean mayBeCalled(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        String method = call.getTarget().getName();
        if (owner.equals("java.lang.System")) return PURE_METHODS_OF_SYSTEM.contains(method);
        if (owner.startsWith("java.time.") && method.equals("now")) return false;
        if (method.equals("parallel") || method.equals("parallelStream")) return false;
        return !IMPURE_METHODS.getOrDefault(owner, Set.of()).contains(method);
    }
}
