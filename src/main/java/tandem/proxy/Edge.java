package tandem.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tandem.accesslog.Access;
import tandem.accesslog.AccessLog;
import tandem.http.FieldName;
import tandem.http.RequestHead;
import tandem.limit.ClientKey;
import tandem.limit.LimitSettings;
import tandem.limit.OpenConnections;
import tandem.limit.RequestRate;
import tandem.proxy.EdgeSettings.Identification;
import tandem.proxy.Handling.Verdict;
import tandem.route.Facts;
import tandem.route.HeaderField;
import tandem.route.RequestId;
import tandem.route.Rewrite;
import tandem.route.Route;
import tandem.route.RouteSettings.Action;
import tandem.route.RouteSettings.HostHeader;
import tandem.route.Routed;
import tandem.route.Router;
import tandem.route.TakenFacts;
import tandem.route.Variable;
import tandem.tracing.Tracing;

/// What is done with requests besides passing them on: limits, routes, rules, the access log. There is none
/// where nothing of that is set, so that it costs nothing then.
///
/// One for all event loops; may be used from any of them.
final class Edge {
    private static final HostHeader CLIENT = new HostHeader.Client();
    private static final HeaderField ALLOW = new HeaderField("Allow", "GET, HEAD");

    private final Router router;
    private final Identification identification;
    private final LimitSettings limits;
    private final @Nullable RequestRate rate;
    private final @Nullable OpenConnections connections;
    private final LiveEdge.Common common;
    private final Pages pages;
    private final ServedFiles files;
    private final @Nullable Compression compression;
    private final TrustedProxies trusted;
    private final TrustedProxies announcing;
    private final @Nullable AccessLog log;
    private final @Nullable Tracing tracing;
    private final @Nullable RouteCounts routes;

    /// @param before what counts in it goes on here; null for none
    private Edge(EdgeSettings settings, Opened opened, LiveEdge.Common common, @Nullable Edge before) {
        this.router = new Router(settings.hosts());
        this.identification = settings.identification();
        this.limits = settings.limits();
        this.common = common;
        this.rate = rate(limits, before);
        this.connections = connections(limits, before);
        this.pages = opened.pages;
        this.files = new ServedFiles(settings, common.workers());
        this.compression = settings.compression().enabled() ? new Compression(settings.compression()) : null;
        this.trusted = opened.trusted;
        this.announcing = TrustedProxies.parse(identification.proxyProtocolFrom());
        this.log = opened.log;
        this.routes = settings.hosts().isEmpty()
                ? null
                : new RouteCounts(router.routes(), before == null ? null : before.routes);
        this.tracing = before != null && before.tracing != null
                ? before.tracing
                : settings.tracing().map(Tracing::open).orElse(null);
    }

    /// What there is to read and to open.
    private record Opened(
            TrustedProxies trusted, Pages pages, @Nullable AccessLog log) {}

    private static @Nullable RequestRate rate(LimitSettings limits, @Nullable Edge before) {
        if (before != null && before.limits.rate().equals(limits.rate())) return before.rate;
        return limits.rate()
                .map(rate -> new RequestRate(
                        rate.perSecond(),
                        rate.burst(),
                        rate.clients(),
                        ThreadLocalRandom.current().nextLong()))
                .orElse(null);
    }

    private static @Nullable OpenConnections connections(LimitSettings limits, @Nullable Edge before) {
        if (limits.connections().isEmpty() && limits.connectionsByClient().isEmpty()) return null;
        return before != null && before.connections != null
                ? before.connections
                : new OpenConnections(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /// From now on the limits of connections are those of this one.
    void limitConnections() {
        if (connections != null)
            connections.limit(
                    limits.connections().orElse(Integer.MAX_VALUE),
                    limits.connectionsByClient().orElse(Integer.MAX_VALUE));
    }

    /// What becomes of a request, and how its heads differ from those that came.
    record Decision(Verdict verdict, Plan plan) {}

    /// Reads the pages and opens the access log, unless the one before has the same.
    ///
    /// @return null when nothing is set
    /// @throws IOException with a line for whoever wrote the configuration
    static @Nullable Edge open(
            EdgeSettings settings, List<String> trustedProxies, LiveEdge.Common common, @Nullable Edge before)
            throws IOException {
        if (!common.always() && settings.equals(EdgeSettings.NONE)) return null;
        ServedFiles.check(settings);
        Pages pages = Pages.load(settings);
        AccessLog log = settings.accessLog().isPresent()
                ? AccessLog.open(settings.accessLog().get(), before == null ? null : before.log)
                : null;
        return new Edge(settings, new Opened(TrustedProxies.parse(trustedProxies), pages, log), common, before);
    }

    /// Null when nothing is compressed.
    @Nullable
    Compression compression() {
        return compression;
    }

    /// Null when there is none.
    @Nullable
    AccessLog log() {
        return log;
    }

    /// Null when nothing is traced.
    @Nullable
    Tracing tracing() {
        return tracing;
    }

    /// What the routes did; null where there are none.
    @Nullable
    RouteCounts routes() {
        return routes;
    }

    void close() {
        if (tracing != null) tracing.close();
        if (log != null) log.close();
    }

    LimitSettings limits() {
        return limits;
    }

    /// Whether who connects from there has to begin with a header of the PROXY protocol.
    boolean expectsProxyHeader(@Nullable InetSocketAddress remote) {
        return remote != null && announcing.trusts(remote.getAddress());
    }

    /// Whether a new connection may stay; one that does has to be [#left] when it ends. The host's own do not
    /// count, such as those by which the node looks whether it serves.
    boolean admits(InetSocketAddress remote, InetSocketAddress local) {
        return connections == null
                || remote.getAddress().equals(local.getAddress())
                || connections.opened(ClientKey.of(remote.getAddress())) == OpenConnections.Admission.ADMITTED;
    }

    /// A connection that was admitted has ended.
    void left(InetSocketAddress remote, InetSocketAddress local) {
        if (connections != null && !remote.getAddress().equals(local.getAddress()))
            connections.closed(ClientKey.of(remote.getAddress()));
    }

    /// A request that nobody could read was refused.
    void refused(Rejection rejection, ForwardedHeaders.Peer peer) {
        if (log == null) return;
        log.log(new Access(
                variable -> variable == Variable.Named.REMOTE_ADDR ? peer.address() : null,
                Instant.now(),
                ZoneId.systemDefault(),
                new Access.Answer(rejection.status(), 0),
                new Access.Times(-1, -1, 0),
                null));
    }

    /// Decides about a request whose head has come. The limits are also those of a listener that sends its
    /// clients elsewhere; the routes are not.
    ///
    /// @param now nanoseconds
    Decision decide(ClientStream stream, long now) {
        RequestHead head = stream.head();
        ForwardedHeaders.Peer peer = stream.forwarded().peer();
        InetAddress client = RequestFacts.client(head, peer, trusted);
        String id = identification.requestId() ? requestId(head, peer) : null;
        var facts = new RequestFacts(head, peer, client, id, stream.isHttp2());
        Rejection rejection = beyondLimits(head, client, now);
        if (rejection != null) return new Decision(new Verdict.Reject(rejection), plain(facts));
        OwnAnswer redirect = stream.redirect();
        if (redirect != null) return here(redirect, plain(facts));
        String host = head.host();
        Routed routed = router.route(host == null ? "" : host, head.method(), head.target(), facts::field);
        return switch (routed) {
            case Routed.Untaken _ -> new Decision(new Verdict.Pass(null), plain(facts));
            case Routed.Unclear _ -> new Decision(new Verdict.Reject(Rejection.unclear()), plain(facts));
            case Routed.Taken taken -> taken(taken, facts);
        };
    }

    private static String requestId(RequestHead head, ForwardedHeaders.Peer peer) {
        List<String> received = RequestFacts.values(head, FieldName.X_REQUEST_ID);
        return RequestId.of(
                received.size() == 1 ? received.getFirst() : null, peer.trusted(), ThreadLocalRandom.current());
    }

    private @Nullable Rejection beyondLimits(RequestHead head, InetAddress client, long now) {
        if (rate != null) {
            long wait = rate.take(ClientKey.of(client), now);
            if (wait > 0) return Rejection.tooMany(wait);
        }
        if (limits.concurrentRequests().isPresent()
                && common.requests().get() > limits.concurrentRequests().getAsInt()) return Rejection.busy();
        if (limits.bodyBytes().isPresent()
                && head.framing().length() > limits.bodyBytes().getAsLong()) return Rejection.tooLarge();
        return null;
    }

    /// A request is under way; it counts towards the limit until [#ended].
    void begun() {
        common.requests().incrementAndGet();
    }

    void ended() {
        common.requests().decrementAndGet();
    }

    private Plan plain(RequestFacts facts) {
        return new Plan(facts, facts, null, CLIENT, Plan.Edits.NONE, identification.fields());
    }

    private Decision taken(Routed.Taken taken, RequestFacts request) {
        Facts facts = new TakenFacts(request, taken);
        Route route = taken.route();
        var edits = new Plan.Edits(
                route.request(),
                route.response(),
                route.rewrite(),
                route.settings().compress());
        return switch (route.settings().action()) {
            case Action.Forward forward -> {
                String target =
                        forward.to().map(to -> Rewrite.target(to, taken, facts)).orElse(null);
                yield new Decision(
                        new Verdict.Pass(forward.pool().orElse(null)),
                        new Plan(request, facts, target, forward.host(), edits, identification.fields()));
            }
            case Action.Redirect redirect -> {
                var location = new HeaderField("Location", Rewrite.location(redirect.to(), facts));
                var answer = new OwnAnswer(redirect.status(), List.of(location), new byte[0], false);
                yield here(answer, new Plan(request, facts, null, CLIENT, edits, identification.fields()));
            }
            case Action.Respond respond ->
                here(pages.fixed(respond), new Plan(request, facts, null, CLIENT, edits, identification.fields()));
            case Action.Files settings ->
                file(settings, taken, new Plan(request, facts, null, CLIENT, edits, identification.fields()));
        };
    }

    private Decision file(Action.Files settings, Routed.Taken taken, Plan plan) {
        String method = plan.request().head().method();
        if (!method.equals("GET") && !method.equals("HEAD"))
            return new Decision(
                    new Verdict.Answer(page(Rejection.noMethodOfFiles(), plan).with(ALLOW)), plan);
        return new Decision(new Verdict.File(files.ask(settings, taken, plan.request())), plan);
    }

    private static Decision here(OwnAnswer answer, Plan plan) {
        return new Decision(new Verdict.Answer(plan.answer(answer)), plan);
    }

    /// What a client is shown of a rejection.
    OwnAnswer page(Rejection rejection, @Nullable Plan plan) {
        OwnAnswer page = pages.of(rejection);
        return plan == null ? page : plan.answer(page);
    }
}
