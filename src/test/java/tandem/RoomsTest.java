package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.style.Compiled;
import tandem.style.Purity;
import tandem.style.Rooms;

/// The arrows between the rooms and the purity of what is marked so hold in every class, and each rule can
/// fail.
class RoomsTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("tandem");

    @TempDir
    Path folder;

    @Test
    void theRoomsImportOnlyWhatTheyMay() {
        assertThat(PROGRAM.contain("tandem.config.Settings")).isTrue();
        assertThat(violations(Rooms.rules(), PROGRAM)).isEmpty();
    }

    /// What the design calls pure by name; the mark must not be lost.
    @Test
    void theDecisionsArePure() {
        assertThat(PROGRAM.stream().filter(Purity::isPure).map(JavaClass::getName))
                .contains(
                        "tandem.balance.LeastConnections",
                        "tandem.balance.SmoothWeightedRoundRobin",
                        "tandem.cluster.Election",
                        "tandem.cluster.Roster",
                        "tandem.health.Ejection",
                        "tandem.health.Hearsay",
                        "tandem.health.Sight",
                        "tandem.health.Thresholds",
                        "tandem.http.HopByHop",
                        "tandem.http.RequestScreen",
                        "tandem.http.ResponseScreen",
                        "tandem.proxy.ForwardedHeaders",
                        "tandem.proxy.MessageWriter",
                        "tandem.proxy.RetryPolicy",
                        "tandem.vip.ArpFrame",
                        "tandem.vip.Ownership",
                        "tandem.vip.VirtualAddress");
    }

    @Test
    void pureClassesUseOnlyWhatIsPure() {
        assertThat(violations(List.of(Purity.rule()), PROGRAM)).isEmpty();
    }

    private static final List<String> FORBIDDEN = List.of(
            "backend balance",
            "route limit",
            "limit accesslog",
            "accesslog proxy",
            "balance health",
            "health proxy",
            "proxy cluster",
            "cluster backend",
            "vip proxy",
            "admin config",
            "config cli",
            "vip admin",
            "backend cli");

    @Test
    void everyImportAgainstTheArrowsIsFound() {
        var sources = new HashMap<String, String>();
        for (int i = 0; i < FORBIDDEN.size(); i++) {
            String from = "tandem." + FORBIDDEN.get(i).split(" ", -1)[0];
            String to = "tandem." + FORBIDDEN.get(i).split(" ", -1)[1];
            sources.put(to + ".There" + i, "package " + to + "; public record There" + i + "() {}");
            sources.put(
                    from + ".Here" + i, "package " + from + "; class Here" + i + " { " + to + ".There" + i + " t; }");
        }
        List<String> found = violations(Rooms.arrows(), compiled(sources));
        for (int i = 0; i < FORBIDDEN.size(); i++) {
            String here = "Here" + i;
            assertThat(found)
                    .as(FORBIDDEN.get(i))
                    .anySatisfy(violation -> assertThat(violation).contains(here));
        }
        assertThat(found).hasSameSizeAs(FORBIDDEN);
    }

    @Test
    void anImportAlongTheArrowsIsFine() {
        assertThat(violations(
                        Rooms.rules(),
                        compiled(Map.of(
                                "tandem.backend.There", "package tandem.backend; public class There {}",
                                "tandem.proxy.Here",
                                        "package tandem.proxy; class Here { tandem.backend.There there; }"))))
                .isEmpty();
    }

    @Test
    void configMayImportValuesOnly() {
        String here = "package tandem.config; class Here { tandem.vip.There there; }";
        assertThat(violations(
                        Rooms.rules(),
                        compiled(Map.of(
                                "tandem.vip.There",
                                "package tandem.vip; public class There {}",
                                "tandem.config.Here",
                                here))))
                .singleElement()
                .asString()
                .contains("Here", "There");
        assertThat(violations(
                        Rooms.rules(),
                        compiled(Map.of(
                                "tandem.vip.There",
                                "package tandem.vip; public record There() {}",
                                "tandem.config.Here",
                                here))))
                .isEmpty();
    }

    @Test
    void aRoomThatTheTableDoesNotKnowIsFound() {
        assertThat(violations(
                        Rooms.rules(), compiled(Map.of("tandem.attic.Some", "package tandem.attic; class Some {}"))))
                .singleElement()
                .asString()
                .contains("tandem.attic.Some");
    }

    @Test
    void aCycleIsFound() {
        assertThat(violations(
                        Rooms.rules(),
                        compiled(Map.of(
                                "tandem.vip.Some",
                                "package tandem.vip; public class Some { tandem.cluster.Other o; }",
                                "tandem.cluster.Other",
                                "package tandem.cluster; public class Other { tandem.vip.Some s; }"))))
                .anySatisfy(violation -> assertThat(violation).contains("Cycle detected"));
    }

    private static final List<String> IMPURE_MEMBERS = List.of(
            "java.time.Instant m() { return java.time.Instant.now(); }",
            "long m() { return System.nanoTime(); }",
            "String m() { return System.getenv(\"HOME\"); }",
            "double m() { return Math.random(); }",
            "java.util.UUID m() { return java.util.UUID.randomUUID(); }",
            "int m() { return new java.util.Random().nextInt(); }",
            "int m() { return java.util.concurrent.ThreadLocalRandom.current().nextInt(); }",
            "void m() throws Exception { Thread.sleep(1); }",
            "void m(Runnable r) { Thread.ofVirtual().start(r); }",
            "void m() throws Exception { java.nio.file.Files.readString(java.nio.file.Path.of(\"x\")); }",
            "Object m() throws Exception { return java.net.InetAddress.getByName(\"x\"); }",
            "void m(java.util.List<String> l) { l.parallelStream().count(); }",
            "void m(io.vertx.core.Vertx vertx) {}",
            "void m(com.hazelcast.core.HazelcastInstance member) {}",
            "io.netty.channel.Channel[] m() { return null; }",
            "org.slf4j.Logger log;",
            "static class Nested { long m() { return System.currentTimeMillis(); } }",
            "void m(tandem.vip.Impure other) {}");

    @Test
    void whateverIsNotPureIsFoundInAPureClass() {
        var sources = new HashMap<>(Map.of("tandem.vip.Impure", "package tandem.vip; public class Impure {}"));
        for (int i = 0; i < IMPURE_MEMBERS.size(); i++) {
            String room = "tandem.room" + i;
            sources.put(
                    room + ".Some", "package " + room + "; @tandem.Pure class Some { " + IMPURE_MEMBERS.get(i) + " }");
        }
        List<String> found = violations(List.of(Purity.rule()), compiled(sources));
        for (int i = 0; i < IMPURE_MEMBERS.size(); i++) {
            String type = "tandem.room" + i + ".Some";
            assertThat(found)
                    .as(IMPURE_MEMBERS.get(i))
                    .anySatisfy(violation -> assertThat(violation).contains(type));
        }
    }

    private static final List<String> FINE = List.of(
            "class Some# { long m() { return System.nanoTime(); } }",
            "@tandem.Pure record Some#(int x, tandem.vip.SomeSettings s, java.net.InetAddress[] b) { String m() { return \"\" + x; } }",
            "@tandem.Pure class Some# { int m(java.util.random.RandomGenerator g) { return g.nextInt(); } }",
            "@tandem.Pure class Some# { int m(Object o) { return switch (o) { case String s -> 1; default -> 2; }; } }",
            "@tandem.Pure enum Some# { A { int m() { return 1; } }; int m() { return 0; } }");

    @Test
    void whatIsPureAndWhatNeedNotBeIsNotReported() {
        var sources =
                new HashMap<>(Map.of("tandem.vip.SomeSettings", "package tandem.vip; record SomeSettings(int x) {}"));
        for (int i = 0; i < FINE.size(); i++)
            sources.put(
                    "tandem.vip.Some" + i, "package tandem.vip; " + FINE.get(i).replace("#", Integer.toString(i)));
        assertThat(violations(List.of(Purity.rule()), compiled(sources))).isEmpty();
    }

    @Test
    void aPurePackageAndASettingsRecordAreHeldToItWithoutBeingMarked() {
        var classes = compiled(Map.of(
                "tandem.vip.package-info", "@tandem.Pure package tandem.vip;",
                "tandem.vip.Some", "package tandem.vip; class Some { long m() { return System.nanoTime(); } }",
                "tandem.cluster.SomeSettings",
                        "package tandem.cluster; record SomeSettings() { long m() { return System.nanoTime(); } }"));
        assertThat(violations(List.of(Purity.rule()), classes))
                .hasSize(2)
                .anySatisfy(violation -> assertThat(violation).contains("tandem.vip.Some"))
                .anySatisfy(violation -> assertThat(violation).contains("SomeSettings"));
    }

    private JavaClasses compiled(Map<String, String> sources) {
        return new ClassFileImporter().importPath(Compiled.into(folder, sources));
    }

    private static List<String> violations(List<ArchRule> rules, JavaClasses classes) {
        var details = new ArrayList<String>();
        for (ArchRule rule : rules)
            details.addAll(rule.evaluate(classes).getFailureReport().getDetails());
        return details;
    }
}
