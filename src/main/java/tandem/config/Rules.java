package tandem.config;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// What has to hold between the values of a file, each of them well written. Rules pass over values that are
/// wrong by themselves.
///
/// @param document the file
/// @param problems where problems go
record Rules(Document document, Problems problems) {

    /// All of them.
    void check() {
        var uniqueness = new Uniqueness(problems);
        uniqueness.check(document.pools(), PoolSection::name, "name");
        uniqueness.check(document.nodes(), NodeSection::name, "name");
        uniqueness.check(document.vips(), VipSection::name, "name");
        uniqueness.check(document.checks(), CheckSection::name, "name");
        uniqueness.check(document.vips(), VipSection::text, "address");
        proxyHasItsPool();
        cookiesHaveTheirKey();
        hostsAreTold();
        new ListenerRules(document, problems).check();
        new AdminRules(document, problems).check();
        new VipRules(document, problems).check();
        new QuorumRules(document, problems).check();
    }

    private void proxyHasItsPool() {
        var pools = document.pools();
        var names = pools.stream()
                .flatMap(p -> p.name().content().stream())
                .distinct()
                .toList();
        if (names.size() < pools.size() || names.isEmpty()) return;
        var wanted = document.proxy().pool();
        for (var host : document.edge().hosts()) for (var route : host.routes()) routeHasItsPool(route.pool(), names);
        wanted.ifPresent(name -> {
            if (name.isEmpty() && names.size() > 1)
                problems.error(wanted.spot(), "missing; expected one of the pools " + String.join(", ", names));
            else if (name.isPresent() && !names.contains(name.get()))
                problems.error(wanted.spot(), unknownPool(name.get(), names));
        });
    }

    /// Nodes that are to take each other's cookies need a secret that they have in common.
    private void cookiesHaveTheirKey() {
        if (document.cluster().beacons().is(beacons -> beacons.secretFile().isPresent())) return;
        for (var pool : document.pools())
            if (pool.affinity()
                    .is(asked -> asked.cookie()
                            .filter(cookie -> cookie.keyFile().isEmpty())
                            .isPresent()))
                problems.error(
                        pool.affinity().spot(),
                        "a cookie needs a key; expected affinity-cookie.key-file or cluster.secret-file");
    }

    /// No name belongs to two hosts, and only one host has none.
    private void hostsAreTold() {
        var seen = new HashSet<String>();
        for (var host : document.edge().hosts())
            host.names().ifPresent(names -> {
                var told = names.isEmpty() ? List.of("") : names;
                for (String name : told)
                    if (!seen.add(name))
                        problems.error(
                                host.names().spot(),
                                name.isEmpty()
                                        ? "missing; expected names, since another host already takes what none names"
                                        : "found " + Quoted.text(name) + ", which another host has already");
            });
    }

    private void routeHasItsPool(Value<Optional<String>> pool, List<String> names) {
        pool.ifPresent(name -> name.filter(given -> !names.contains(given))
                .ifPresent(given -> problems.error(pool.spot(), unknownPool(given, names))));
    }

    private static String unknownPool(String name, List<String> names) {
        var meant = Suggestion.asked(Suggestion.among(names, name));
        return "found " + Quoted.text(name) + "; expected the name of a pool" + meant + " (pools: "
                + String.join(", ", names) + ")";
    }
}
