package tandem.journal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tandem.Pure;

/// All wishes of a node, one for each backend at most: the newest. Merging those of several nodes gives the same in
/// whatever order it is done.
///
/// @param byKey in order of the keys' first appearance; [#MOST] at most
@Pure
public record Wishes(Map<Wish.Key, Wish> byKey) {
    /// Backends that may differ from the file, or have differed. One more pushes out the oldest that is as the file has
    /// it, and finds no room where there is none.
    public static final int MOST = 200;

    public static final Wishes NONE = new Wishes(Map.of());

    private static final Comparator<Wish> BY_KEY = Comparator.<Wish, String>comparing(
                    wish -> wish.key().pool())
            .thenComparing(wish -> wish.key().backend());

    public Wishes {
        byKey = Map.copyOf(byKey);
    }

    /// In order of pools and backends.
    public List<Wish> all() {
        return byKey.values().stream().sorted(BY_KEY).toList();
    }

    /// With this one too, unless there is a newer one of the same backend, or no room.
    public Wishes with(Wish wish) {
        Wish known = byKey.get(wish.key());
        if (known != null && Wish.NEWER.compare(wish, known) <= 0) return this;
        Map<Wish.Key, Wish> next = new LinkedHashMap<>(byKey);
        next.put(wish.key(), wish);
        if (next.size() > MOST) {
            var oldest = next.values().stream().filter(Wish::isAsWritten).min(Wish.NEWER.thenComparing(BY_KEY));
            next.remove(oldest.map(Wish::key).orElse(wish.key()));
        }
        return new Wishes(next);
    }

    /// With those of another node or of an earlier life, as far as they are newer.
    public Wishes with(Collection<Wish> others) {
        Wishes next = this;
        for (Wish other : others.stream().sorted(BY_KEY).toList()) next = next.with(other);
        return next;
    }

    /// With one backend of a pool put back where operators of several nodes have removed them all between them: the one
    /// that was removed last, so that all nodes which know the same put back the same.
    ///
    /// @param file the backends of the pool that the file names
    public Wishes leavingOne(String pool, Set<String> file) {
        List<Wish> all =
                all().stream().filter(wish -> wish.key().pool().equals(pool)).toList();
        boolean isOneLeft = all.stream().anyMatch(wish -> wish.wanted().isPresent())
                || file.stream().anyMatch(name -> !byKey.containsKey(new Wish.Key(pool, name)));
        if (isOneLeft) return this;
        return all.stream()
                .filter(wish -> wish.line().isPresent())
                .max(Wish.NEWER.thenComparing(BY_KEY))
                .map(last -> with(last.back()))
                .orElse(this);
    }

    /// Only those of which this is true.
    public Wishes only(Predicate<Wish> some) {
        return new Wishes(byKey.values().stream().filter(some).collect(Collectors.toMap(Wish::key, wish -> wish)));
    }

    /// Those that are here and not there, or not the same there.
    public List<Wish> without(Wishes there) {
        List<Wish> news = new ArrayList<>(all());
        news.removeIf(wish -> wish.equals(there.byKey.get(wish.key())));
        return List.copyOf(news);
    }

    /// Equal where two nodes know the same.
    public String digest() {
        return Integer.toHexString(all().stream().map(Wish::version).toList().hashCode()) + "-" + byKey.size();
    }
}
