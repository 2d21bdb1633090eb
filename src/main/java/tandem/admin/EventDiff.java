package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.admin.Event.Draft;
import tandem.admin.Event.Grade;
import tandem.admin.Event.Kind;
import tandem.cluster.BeaconCounts;
import tandem.cluster.Fitness;
import tandem.cluster.MemberStatus;
import tandem.health.BackendStatus;
import tandem.proxy.PoolSnapshot;
import tandem.vip.Role;
import tandem.vip.Transition;
import tandem.vip.VipStatus;

/// What happened between two looks at a node. Backends that are taken out or come back tell of it themselves
/// ([HealthEvents]): between two looks one may do both.
@Pure
final class EventDiff {
    private final List<Draft> events = new ArrayList<>();

    private EventDiff() {}

    /// The events, each once, in the order: VIPs, members, the node itself, pools and their backends.
    static List<Draft> between(NodeSnapshot before, NodeSnapshot after) {
        var diff = new EventDiff();
        var vips = byName(before.vips().statuses(), VipStatus::name);
        var beacons = beacons(before.beacons().pace(), after.beacons().pace());
        for (var vip : after.vips().statuses()) diff.vip(vips.get(vip.name()), vip, beacons);
        diff.members(before.members(), after.members());
        diff.readiness(before.readiness(), after.readiness());
        var pools = byName(before.pools(), NodeSnapshot.Pool::name);
        for (var pool : after.pools()) {
            var known = pools.get(pool.name());
            diff.pool(pool.name(), known == null ? List.of() : known.members(), pool.members());
            if (known != null) diff.modes(pool.name(), known.members(), pool.members());
            diff.moves(pool, known == null ? Optional.empty() : known.sticky().last());
        }
        return List.copyOf(diff.events);
    }

    /// What is wrong at the first look, when there is nothing to compare it with: a pool without a backend in service.
    static List<Draft> atFirst(NodeSnapshot now) {
        var diff = new EventDiff();
        for (var pool : now.pools()) diff.service(pool.name(), List.of(), pool.members());
        return List.copyOf(diff.events);
    }

    private void add(Kind kind, Grade grade, String subject, String text, JsonObject data) {
        events.add(new Draft(kind, grade, subject, text, data));
    }

    /// How beacons came when a role changed; those of a node that is lost by now as they came before.
    private static JsonObject beacons(BeaconCounts.Pace before, BeaconCounts.Pace after) {
        var gaps = new JsonObject();
        before.gaps().forEach((member, gap) -> gaps.put(member, gap.toNanos() / 1e6));
        after.gaps().forEach((member, gap) -> gaps.put(member, gap.toNanos() / 1e6));
        return new JsonObject()
                .put("intervalMs", after.interval().toNanos() / 1e6)
                .put("longestGapsMs", gaps)
                .put("sentLate", after.late());
    }

    private void vip(@Nullable VipStatus before, VipStatus after, JsonObject beacons) {
        var subject = "vip " + after.name();
        var known = before == null ? List.<Transition>of() : before.transitions();
        for (var change : after.transitions()
                .subList(told(known, after.transitions()), after.transitions().size()))
            add(
                    Kind.ROLE,
                    grade(change),
                    subject,
                    change.text(),
                    StatusJson.transition(change).put("beacons", beacons.copy()));
        var wasWrong = before == null ? "" : before.problem().orElse("");
        var isWrong = after.problem().orElse("");
        if (wasWrong.equals(isWrong)) return;
        var text = isWrong.isEmpty() ? "no longer: " + wasWrong : isWrong;
        add(Kind.VIP, isWrong.isEmpty() ? Grade.INFO : Grade.ERROR, subject, text, new JsonObject());
    }

    /// How many of the changes were told. A takeover gets its last figure when the first request is answered after
    /// it, and is still the same change.
    private static int told(List<Transition> known, List<Transition> changes) {
        if (known.isEmpty()) return 0;
        var newest = known.getLast();
        for (int i = changes.size(); i > 0; i--) {
            var change = changes.get(i - 1);
            if (change.at().equals(newest.at()) && change.to().equals(newest.to())) return i;
        }
        return 0;
    }

    private static Grade grade(Transition change) {
        return change.to() instanceof Role.Abstains ? Grade.WARNING : Grade.INFO;
    }

    private void members(List<MemberStatus> before, List<MemberStatus> after) {
        var was = byName(before, MemberStatus::name);
        var is = byName(after, MemberStatus::name);
        for (var member : after) {
            if (member.self()) continue;
            var known = was.get(member.name());
            var says = said(member);
            if (known != null && known.heard() && !member.heard()) says = "is not heard any more";
            if (known == null || !said(known).equals(said(member))) member(member, says, known == null);
        }
        for (var member : before)
            if (!is.containsKey(member.name()))
                add(Kind.MEMBER, Grade.ERROR, "node " + member.name(), "is gone", new JsonObject());
    }

    private void member(MemberStatus member, String says, boolean fresh) {
        var said = member.said();
        boolean good = said == null ? !says.contains("any more") : !(said.fitness() instanceof Fitness.Unfit);
        add(
                Kind.MEMBER,
                good ? Grade.INFO : Grade.WARNING,
                "node " + member.name(),
                (fresh ? "came: " : "") + says,
                new JsonObject().put("address", member.address()));
    }

    private static String said(MemberStatus member) {
        var said = member.said();
        return said == null ? "not heard yet" : said.fitness().text();
    }

    private void readiness(Readiness before, Readiness after) {
        if (before.equals(after)) return;
        var text = after.ready() ? "ready" : "not ready: " + String.join("; ", after.reasons());
        add(Kind.NODE, after.ready() ? Grade.INFO : Grade.WARNING, "this node", text, new JsonObject());
    }

    private void pool(String pool, List<PoolSnapshot.Member> before, List<PoolSnapshot.Member> after) {
        Function<PoolSnapshot.Member, String> name =
                member -> member.status().backend().name();
        var was = byName(before, name);
        var is = byName(after, name);
        for (var member : after) {
            if (!was.containsKey(name.apply(member))) added(pool, member.status());
        }
        service(pool, before, after);
        for (var gone : before)
            if (!is.containsKey(name.apply(gone)))
                add(Kind.BACKEND, Grade.INFO, subject(pool, gone.status()), "removed", new JsonObject());
    }

    private void modes(String pool, List<PoolSnapshot.Member> before, List<PoolSnapshot.Member> after) {
        var was = byName(before, member -> member.status().backend().name());
        for (var member : after) {
            var known = was.get(member.status().backend().name());
            if (known == null || known.mode().text().equals(member.mode().text())) continue;
            var mode = new JsonObject().put("mode", member.mode().text());
            add(
                    Kind.BACKEND,
                    Grade.INFO,
                    subject(pool, member.status()),
                    member.mode().text(),
                    mode);
        }
    }

    /// Sessions that had to leave their backends. How often that is told is not decided here.
    private void moves(NodeSnapshot.Pool pool, Optional<PoolSnapshot.Moves> told) {
        pool.sticky()
                .last()
                .filter(last -> !told.equals(Optional.of(last)))
                .ifPresent(last -> add(
                        Kind.SESSIONS,
                        Grade.WARNING,
                        "pool " + pool.name(),
                        last.text(),
                        new JsonObject().put("left", new JsonObject(Map.copyOf(last.moved())))));
    }

    /// Whether a pool has a backend in service. One that is new has.
    private void service(String pool, List<PoolSnapshot.Member> before, List<PoolSnapshot.Member> after) {
        boolean had = before.isEmpty() || isServed(before);
        boolean has = isServed(after);
        if (had == has) return;
        var text = has ? "has a backend in service again" : "has no backend in service";
        var data = new JsonObject().put("backends", after.size());
        add(Kind.POOL, has ? Grade.INFO : Grade.ERROR, "pool " + pool, text, data);
    }

    private static boolean isServed(List<PoolSnapshot.Member> backends) {
        return backends.stream().anyMatch(PoolSnapshot.Member::takesNewSessions);
    }

    private void added(String pool, BackendStatus backend) {
        var standing = backend.standing().name().toLowerCase(Locale.ROOT);
        var data = new JsonObject().put("state", standing);
        add(Kind.BACKEND, Grade.INFO, subject(pool, backend), "added: " + backend.reason(), data);
    }

    private static String subject(String pool, BackendStatus backend) {
        return "backend " + pool + "/" + backend.backend().name();
    }

    private static <T> Map<String, T> byName(List<T> values, Function<T, String> name) {
        var map = new LinkedHashMap<String, T>();
        for (var value : values) map.put(name.apply(value), value);
        return map;
    }
}
