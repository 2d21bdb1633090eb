package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.SharedPools;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.config.Settings;
import tandem.health.BackendStatus;
import tandem.health.HealthTable;
import tandem.journal.Fulfilment;
import tandem.journal.Journal;
import tandem.journal.Wish;
import tandem.journal.WishText;
import tandem.journal.Wishes;
import tandem.proxy.PoolSettings;
import tandem.proxy.PoolSnapshot;
import tandem.proxy.Pools;

/// The pools of this node, with what operators changed of them kept for the next process and the other nodes.
///
/// What was changed of a backend holds as long as the file says of it what it said then; when the file's line is
/// another, the file wins. Of two changes of one backend the newer one holds. Any thread; what is written is written by
/// the journal's own.
final class KeptPools implements SharedPools, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeptPools.class);
    private static final Duration WRITE_AGAIN = Duration.ofSeconds(10);

    private final Journal journal;
    private final InstantSource wall;
    private volatile @Nullable Pools live;

    // Guarded by this:
    private Map<String, Map<String, Backend>> lines;
    private Wishes wishes;

    KeptPools(Journal journal, List<PoolSettings> pools, InstantSource wall) {
        this.journal = journal;
        this.wall = wall;
        this.lines = lines(pools);
        Wishes found = Wishes.NONE.with(journal.found());
        this.wishes = found.only(this::holds);
        for (Wish wish : found.without(wishes))
            LOG.info("what was changed of {} does not hold any more: the file says something else now", wish.key());
        if (!wishes.equals(found)) journal.keep(wishes.all());
    }

    static KeptPools open(Settings settings) {
        var cluster = settings.cluster();
        var journal = Journal.open(Path.of(settings.stateDir()), cluster.name(), cluster.self(), WRITE_AGAIN);
        return new KeptPools(journal, settings.pools(), InstantSource.system());
    }

    private static Map<String, Map<String, Backend>> lines(List<PoolSettings> pools) {
        return pools.stream()
                .collect(Collectors.toMap(
                        PoolSettings::name,
                        pool -> pool.backends().stream()
                                .collect(Collectors.toMap(Backend::name, Function.identity()))));
    }

    private boolean holds(Wish wish) {
        var pool = lines.get(wish.key().pool());
        return pool != null
                && wish.holds(Optional.ofNullable(pool.get(wish.key().backend())));
    }

    /// Changes a pool that takes no requests yet as it was in the last process.
    synchronized void begin(HealthTable table) {
        var modes = table.modes();
        var now = new HashMap<String, Wish.InForce>();
        for (Backend backend : table.backends())
            now.put(backend.name(), new Wish.InForce(backend, modes.getOrDefault(backend.name(), new Mode.Enabled())));
        for (PoolChange step : Fulfilment.steps(now, of(table.pool(), wishes.all()), wall.instant())) {
            table.change(step, wall.instant())
                    .ifPresentOrElse(
                            refusal -> LOG.warn("not as before the restart: {}", refusal.text()),
                            () -> LOG.info("pool {}, as before the restart: {}", table.pool(), step.text()));
        }
    }

    private static List<Wish> of(String pool, Collection<Wish> all) {
        return all.stream().filter(wish -> wish.key().pool().equals(pool)).toList();
    }

    /// The pools run.
    void serve(Pools running) {
        live = running;
    }

    private Pools live() {
        return Objects.requireNonNull(live, "not serving yet");
    }

    @Override
    public List<PoolSnapshot> list() {
        return live().list();
    }

    @Override
    public Optional<List<BackendStatus.LastCheck>> checks(String pool, String backend) {
        return live().checks(pool, backend);
    }

    @Override
    public synchronized Changed change(String pool, PoolChange change, Instant asked) {
        var changed = live().change(pool, change);
        if (changed instanceof Changed.Done(var after)) note(change.backend(), after, asked);
        return changed;
    }

    @Override
    public synchronized Changed follow(String pool, PoolChange change, Instant at) {
        long known = newest(pool, change.backend()).toEpochMilli();
        if (known > at.toEpochMilli())
            return new Changed.Refused(new PoolRefusal(
                    PoolRefusal.Why.CONFLICT, "something newer was asked for of " + change.backend() + " meanwhile"));
        // Learnt already; where it is another one of the same millisecond, the exchange of wishes settles it.
        if (known > 0 && known == at.toEpochMilli())
            return list().stream()
                    .filter(one -> one.name().equals(pool))
                    .findFirst()
                    .<Changed>map(Changed.Done::new)
                    .orElseGet(() -> change(pool, change, at));
        return change(pool, change, at);
    }

    @Override
    public synchronized Instant newest(String pool, String backend) {
        return wishes.byKey().values().stream()
                .filter(wish ->
                        wish.key().pool().equals(pool) && wish.key().backend().equals(backend))
                .findFirst()
                .map(wish -> Instant.ofEpochMilli(wish.at()))
                .orElse(Instant.EPOCH);
    }

    private void note(String backend, PoolSnapshot after, Instant asked) {
        Wish.Key key;
        try {
            key = new Wish.Key(after.name(), backend);
        } catch (IllegalArgumentException e) {
            LOG.warn("the change of {} lasts until this node stops: {}", backend, e.getMessage());
            return;
        }
        var line =
                Optional.ofNullable(lines.getOrDefault(after.name(), Map.of()).get(backend));
        var known = wishes.byKey().get(key);
        long at = Math.max(Math.max(0, asked.toEpochMilli()), known == null ? 0 : known.at() + 1);
        var wish = new Wish(key, line, Optional.ofNullable(inForce(after).get(backend)), at);
        wishes = wishes.with(wish);
        if (!wish.equals(wishes.byKey().get(key)))
            LOG.warn("the change of {} lasts until this node stops: {} are kept already", key, Wishes.MOST);
        journal.keep(wishes.all());
    }

    private static Map<String, Wish.InForce> inForce(PoolSnapshot pool) {
        return pool.backends().stream()
                .collect(Collectors.toMap(
                        member -> member.status().backend().name(),
                        member -> new Wish.InForce(member.status().backend(), member.mode())));
    }

    /// What was changed.
    synchronized Wishes wishes() {
        return wishes;
    }

    @Override
    public synchronized JsonObject wishes(JsonObject question) {
        var answer = new JsonObject();
        if (question.getString("digest", "").equals(wishes.digest())) return answer;
        return answer.put("wishes", WishText.array(wishes.all()));
    }

    /// Takes over what another node knows and this one does not.
    ///
    /// @param told what [#wishes(JsonObject)] of that node has answered
    /// @throws IllegalArgumentException when it makes no sense; then nothing is taken over
    synchronized void learn(String node, JsonObject told) {
        var others = WishText.wishes(told.getJsonArray("wishes", new JsonArray()));
        var next = wishes.with(others.stream().filter(this::holds).toList());
        var news = next.without(wishes);
        if (news.isEmpty()) return;
        wishes = next;
        LOG.info("{} tells of {} backends whose pool was changed", node, news.size());
        for (var pool : lines.entrySet())
            leaveOne(pool.getKey(), pool.getValue().keySet());
        // All of them: what was refused here before may be possible now.
        fulfil(wishes.all());
        journal.keep(wishes.all());
    }

    private void leaveOne(String pool, Set<String> file) {
        var before = wishes;
        wishes = before.leavingOne(pool, file);
        for (Wish back : wishes.without(before))
            LOG.warn("{} stays: all backends of the pool were removed, on different nodes", back.key());
    }

    private void fulfil(List<Wish> news) {
        for (var pool : live().list()) {
            for (PoolChange step : Fulfilment.steps(inForce(pool), of(pool.name(), news), wall.instant()))
                if (live().change(pool.name(), step) instanceof Changed.Refused(var refusal))
                    LOG.warn("pool {} cannot be changed as wanted: {}", pool.name(), refusal.text());
        }
    }

    /// A reload whose file says something else of a backend undoes what was changed of it.
    Reloader.Target following(Reloader.Target target) {
        return new Reloader.Target() {
            @Override
            public List<String> carryOut(ReloadPlan.Steps steps, Settings after)
                    throws StartFailed, InterruptedException {
                var changes = target.carryOut(steps, after);
                reloaded(after.pools());
                return changes;
            }

            @Override
            public void refreshCertificates() {
                target.refreshCertificates();
            }
        };
    }

    synchronized void reloaded(List<PoolSettings> pools) {
        lines = lines(pools);
        var before = wishes;
        wishes = before.only(this::holds);
        if (wishes.equals(before)) return;
        var gone = before.without(wishes);
        for (Wish wish : gone) LOG.info("the file says something else of {} now, and wins", wish.key());
        fulfil(gone.stream()
                .map(wish -> wish.undone(
                        Optional.ofNullable(lines.getOrDefault(wish.key().pool(), Map.of())
                                .get(wish.key().backend()))))
                .toList());
        journal.keep(wishes.all());
    }

    @Override
    public void close() {
        journal.close();
    }
}
