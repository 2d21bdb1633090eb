package tandem.style;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The rooms of the program and which of them may import which.
public final class Rooms {
    private static final String ROOT = "tandem";
    private static final String CONFIG = "config";

    /// What each room may import. `config` is stricter still: of the rooms it may import, only values.
    public static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("backend", Set.of()),
            entry("balance", Set.of("backend")),
            entry("health", Set.of("backend")),
            entry("http", Set.of()),
            entry("tls", Set.of()),
            entry("route", Set.of()),
            entry("limit", Set.of()),
            entry("files", Set.of()),
            entry("journal", Set.of("backend")),
            entry("accesslog", Set.of("route")),
            entry("tracing", Set.of()),
            entry(
                    "proxy",
                    Set.of(
                            "backend",
                            "balance",
                            "health",
                            "http",
                            "tls",
                            "route",
                            "limit",
                            "files",
                            "accesslog",
                            "tracing")),
            entry("fitness", Set.of()),
            entry("cluster", Set.of()),
            entry("vip", Set.of("cluster")),
            entry("admin", Set.of("backend", "balance", "health", "tls", "proxy", "fitness", "cluster", "vip")),
            entry(
                    "metrics",
                    Set.of("backend", "balance", "health", "tls", "proxy", "fitness", "cluster", "vip", "admin")),
            entry("notify", Set.of("admin")),
            entry(
                    CONFIG,
                    Set.of(
                            "backend",
                            "balance",
                            "health",
                            "http",
                            "route",
                            "limit",
                            "files",
                            "accesslog",
                            "tracing",
                            "tls",
                            "proxy",
                            "fitness",
                            "cluster",
                            "vip",
                            "admin",
                            "notify")),
            entry(
                    "cli",
                    Set.of(
                            "backend",
                            "balance",
                            "health",
                            "route",
                            "limit",
                            "files",
                            "accesslog",
                            "tls",
                            "proxy",
                            "fitness",
                            "cluster",
                            "vip",
                            "admin",
                            "metrics",
                            "notify",
                            "journal",
                            CONFIG)));

    private Rooms() {}

    /// Every rule about the rooms.
    public static List<ArchRule> rules() {
        var rules = new ArrayList<ArchRule>();
        rules.add(everyClassIsInARoom());
        rules.addAll(arrows());
        rules.add(configImportsValues());
        rules.add(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true));
        return rules;
    }

    /// What may import what, a rule for each room.
    public static List<ArchRule> arrows() {
        return MAY_IMPORT.entrySet().stream()
                .map(entry -> arrows(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static ArchRule everyClassIsInARoom() {
        return classes()
                .should(be(describe(
                        "in a room that is known", type -> room(type).isEmpty() || MAY_IMPORT.containsKey(room(type)))))
                .allowEmptyShould(true);
    }

    private static ArchRule arrows(String room, Set<String> others) {
        return classes()
                .that(describe("are in " + room, type -> room(type).equals(room)))
                .should(onlyDependOnClassesThat(describe(
                        "are in " + room + " or in one of " + others,
                        type -> !isOurs(type)
                                || room(type).isEmpty()
                                || room(type).equals(room)
                                || others.contains(room(type)))))
                .allowEmptyShould(true);
    }

    private static ArchRule configImportsValues() {
        return classes()
                .that(describe("are in " + CONFIG, type -> room(type).equals(CONFIG)))
                .should(onlyDependOnClassesThat(describe(
                        "are values of another room (records, enums and what is nested in them)",
                        type -> !isOurs(type) || room(type).equals(CONFIG) || isValue(type))))
                .allowEmptyShould(true);
    }

    private static boolean isValue(JavaClass type) {
        return type.isRecord()
                || type.isEnum()
                || type.isAnnotation()
                || type.getEnclosingClass().map(Rooms::isValue).orElse(false);
    }

    static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    /// `vip` for a class of `tandem.vip` or below, empty for one of `tandem` itself or of a library.
    private static String room(JavaClass type) {
        if (!type.getPackageName().startsWith(ROOT + ".")) return "";
        String inside = type.getPackageName().substring(ROOT.length() + 1);
        int dot = inside.indexOf('.');
        return dot < 0 ? inside : inside.substring(0, dot);
    }
}
