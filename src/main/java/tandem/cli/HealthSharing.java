package tandem.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cluster.Bulletins;
import tandem.fitness.Finding;
import tandem.health.HealthReport;
import tandem.health.HealthReportText;
import tandem.health.HealthTable;
import tandem.health.Word;
import tandem.journal.WishText;
import tandem.journal.Wishes;
import tandem.proxy.LivePools;

/// Tells the other nodes how this one's backends are and what was changed of them, and has the health tables weigh
/// what the others say.
///
/// On a thread of its own, for Hazelcast may make it wait: neither an event loop nor the HA path ever does
/// for this. What has changed is told at the next look, so ten times a second at most, and everything once a
/// second. Where nothing is new a look costs little: it takes place on a processor that clients' requests
/// want too. What a node said counts for three seconds.
final class HealthSharing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthSharing.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final long SAY_AGAIN = Duration.ofSeconds(1).toNanos();
    private static final long COUNTS_FOR = Duration.ofSeconds(3).toNanos();
    /// A node that starts waits so long to hear from those that are there.
    private static final long PATIENCE = Duration.ofMillis(500).toNanos();

    private final Own own;
    private final Bulletins bulletins;
    private final Runnable onSettled;
    private final Word.Speaker self;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tandem-sharing").factory());
    private final long started = System.nanoTime();
    private final Map<String, Letter> inbox = new ConcurrentHashMap<>();
    private volatile boolean newcomer;
    private volatile boolean settled;

    // On the thread alone:
    private final Map<String, Said> heard = new HashMap<>();
    private final RecentUse use = new RecentUse();
    private final OddViews views;
    private HealthReport last = new HealthReport(List.of());
    private Wishes lastWishes = Wishes.NONE;
    private long lastSaid = started - SAY_AGAIN;

    /// What this node has to tell.
    ///
    /// @param self   its name
    /// @param tables of its pools
    /// @param kept   its pools, with what was changed of them
    /// @param live   the same as they run, with the jvmRoutes that were learned
    record Own(String self, List<HealthTable> tables, KeptPools kept, LivePools live) {
        private HealthReport report(Word.Speaker speaker) {
            return new HealthReport(
                    tables.stream().map(table -> table.report(speaker)).toList());
        }

        private List<String> pools() {
            return tables.stream().map(HealthTable::pool).toList();
        }
    }

    private record Letter(long life, String text, long at) {}

    /// @param at when it was heard
    private record Said(Word.Speaker speaker, HealthReport report, long at) {}

    private HealthSharing(Own own, Bulletins bulletins, Consumer<Finding> findings, Runnable onSettled) {
        this.own = own;
        this.bulletins = bulletins;
        this.views = new OddViews(findings);
        this.onSettled = onSettled;
        this.self = new Word.Speaker(own.self(), bulletins.life());
    }

    /// Begins to tell and to listen.
    ///
    /// @param findings told when this node sees less of its backends than the others do, and when it does no more
    /// @param settled  called once, when the nodes that were there have said what they know, or took too long
    static HealthSharing start(Own own, Bulletins bulletins, Consumer<Finding> findings, Runnable settled) {
        var sharing = new HealthSharing(own, bulletins, findings, settled);
        bulletins.follow(sharing::read);
        var _ = sharing.thread.scheduleWithFixedDelay(sharing::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        return sharing;
    }

    /// Whether this node knows what those knew that were there when it came.
    boolean settled() {
        return settled;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /// Each replaces the same node's earlier one, so that no more wait than there are nodes.
    private void read(String node, long life, String text, boolean first) {
        inbox.put(node, new Letter(life, text, System.nanoTime()));
        if (first) newcomer = true;
    }

    private void look() {
        try {
            var report = own.report(self);
            if (!tell(report) && inbox.isEmpty() && settled) return;
            boolean all = bulletins.allHeard() || System.nanoTime() - started > PATIENCE;
            listen();
            weigh();
            views.look(own.tables(), report, reports(), System.nanoTime());
            if (all && !settled) {
                settled = true;
                onSettled.run();
            }
        } catch (RuntimeException bug) {
            LOG.error("the other nodes' word on the backends could not be weighed", bug);
        }
    }

    /// @return whether it was time to
    private boolean tell(HealthReport report) {
        long now = System.nanoTime();
        var ageless = report.ageless();
        var wishes = own.kept().wishes();
        boolean news = !wishes.equals(lastWishes) || !ageless.equals(last);
        if (!news && !newcomer && now - lastSaid < SAY_AGAIN) return false;
        newcomer = false;
        last = ageless;
        lastWishes = wishes;
        lastSaid = now;
        var said = new JsonObject()
                .put("health", HealthReportText.json(report))
                .put("digest", wishes.digest())
                .put("wishes", WishText.array(wishes.all()))
                .put("routes", RouteText.json(own.pools(), own.live()::routes));
        if (!bulletins.post(said.encode())) LOG.debug("the other nodes could not be told of the backends");
        return true;
    }

    private void listen() {
        for (var node : List.copyOf(inbox.keySet())) {
            var letter = inbox.remove(node);
            if (letter == null) continue;
            try {
                var said = new JsonObject(letter.text());
                var report = HealthReportText.report(said.getJsonArray("health", new JsonArray()));
                var routes = said.getJsonObject("routes", new JsonObject());
                for (var pool : own.pools()) own.live().learn(pool, RouteText.of(routes, pool));
                heard.put(node, new Said(new Word.Speaker(node, letter.life()), report, letter.at()));
                if (!said.getString("digest", "").equals(own.kept().wishes().digest()))
                    own.kept().learn(node, said);
            } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
                LOG.warn("what {} tells of the backends makes no sense: {}", node, e.getMessage());
            }
        }
        long now = System.nanoTime();
        heard.values().removeIf(said -> now - said.at() > COUNTS_FOR);
    }

    private void weigh() {
        use.look(own.kept().list(), System.nanoTime());
        Set<Word.Speaker> speakers = new HashSet<>();
        speakers.add(self);
        for (var said : heard.values()) speakers.add(said.speaker());
        for (var table : own.tables()) table.told(words(table.pool()), speakers, use.of(table.pool()));
    }

    private Map<String, HealthReport> reports() {
        Map<String, HealthReport> reports = new HashMap<>();
        heard.forEach((node, said) -> reports.put(node, said.report()));
        return reports;
    }

    private List<Word> words(String pool) {
        List<Word> words = new ArrayList<>();
        for (var said : heard.values())
            for (var told : said.report().pools())
                if (told.name().equals(pool))
                    for (var line : told.backends()) words.add(new Word(said.speaker(), line, said.at()));
        return words;
    }
}
