package tandem.config;

import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/// What has to hold between the values of a file, each of them well written. Rules pass over values that are wrong by
/// themselves.
///
/// @param document the file
/// @param problems where problems go
record Rules(Document document, Problems problems) {

    /// All of them.
    void check() {
        unique(document.pools(), PoolSection::name, "name");
        unique(document.nodes(), NodeSection::name, "name");
        unique(document.vips(), VipSection::name, "name");
        unique(document.vips(), VipSection::text, "address");
        for (PoolSection pool : document.pools()) {
            unique(pool.backends(), backend -> text(backend.address()), "address");
            unique(pool.backends(), PoolSection.BackendSection::name, "name");
        }
        proxyHasItsPool();
        new ListenerRules(document, problems).check();
        new VipRules(document, problems).check();
    }

    /// No two items have the same value of a key.
    private <T> void unique(List<T> items, Function<T, Value<String>> key, String noun) {
        var first = new HashMap<String, Spot>();
        for (T item : items) {
            var value = key.apply(item);
            value.ifPresent(text -> {
                var earlier = first.putIfAbsent(text, value.spot());
                // A backend without a name has its address for one; that one is taken twice is enough to say once.
                if (earlier != null && !problems.hasError(value.spot()))
                    problems.error(value.spot(), taken(text, noun, earlier));
            });
        }
    }

    private static String taken(String text, String noun, Spot earlier) {
        return "found " + Quoted.text(text) + ", which is the " + noun + " of " + parent(earlier.path())
                + " already (line " + earlier.line() + "); expected another";
    }

    private static String parent(String path) {
        int dot = path.lastIndexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    private static Value<String> text(Value<Endpoint> endpoint) {
        return new Value<>(endpoint.spot(), endpoint.content().map(Endpoint::text));
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
