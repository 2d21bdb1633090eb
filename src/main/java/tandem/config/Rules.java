package tandem.config;

import java.util.List;

/// What has to hold between the values of a file, each of them well written. Rules pass over values that are wrong by
/// themselves.
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
        wanted.ifPresent(name -> {
            if (name.isEmpty() && names.size() > 1)
                problems.error(wanted.spot(), "missing; expected one of the pools " + String.join(", ", names));
            else if (name.isPresent() && !names.contains(name.get()))
                problems.error(wanted.spot(), unknownPool(name.get(), names));
        });
    }

    private static String unknownPool(String name, List<String> names) {
        var meant = Suggestion.asked(Suggestion.among(names, name));
        return "found " + Quoted.text(name) + "; expected the name of a pool" + meant + " (pools: "
                + String.join(", ", names) + ")";
    }
}
