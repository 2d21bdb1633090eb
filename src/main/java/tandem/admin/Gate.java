package tandem.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets a call in or not: by the Host that it names, by the page that it comes from, and by its token.
///
/// A web page that an operator happens to look at reaches the loopback of his machine, too. So without tokens a name of
/// the Host field has to be an address or `localhost` (a page whose name was made to resolve to 127.0.0.1 names itself
/// there), and what changes something must not come from a page of another origin. A token is never sent by a browser
/// by itself, so with tokens nothing can be done in somebody's name.
final class Gate {
    private static final String CALLER = "tandem.caller";
    private static final String BEARER = "bearer ";
    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /// Of a listener that tells nothing worth keeping.
    static final Gate OPEN = new Gate(null, true);

    private final @Nullable TokenFile tokens;
    private final boolean anyHost;
    private final WrongTokens wrong = new WrongTokens();

    Gate(@Nullable TokenFile tokens) {
        this(tokens, tokens != null);
    }

    private Gate(@Nullable TokenFile tokens, boolean anyHost) {
        this.tokens = tokens;
        this.anyHost = anyHost;
    }

    /// Who made the call that was let in.
    static Caller caller(RoutingContext context) {
        Caller caller = context.get(CALLER);
        return Objects.requireNonNull(caller);
    }

    /// Where a call came from, for the audit log.
    static String address(RoutingContext context) {
        var remote = context.request().remoteAddress();
        return remote == null ? "" : String.valueOf(remote.hostAddress());
    }

    /// Whether the call may be answered at all; it has been told why when not.
    boolean isWellMeant(RoutingContext context) {
        if (!anyHost && !isAddressed(context)) {
            Answers.problem(
                    context,
                    ApiProblem.Kind.MISDIRECTED,
                    "without tokens a node is called by an IP address or localhost, not by the name in Host");
            return false;
        }
        if (HARMLESS.contains(context.request().method()) || isOwnPage(context)) return true;
        Answers.problem(context, ApiProblem.Kind.NOT_ALLOWED, "a page of another origin cannot ask for it");
        return false;
    }

    private static boolean isAddressed(RoutingContext context) {
        var authority = context.request().authority();
        if (authority == null) return true;
        var host = authority.host().toLowerCase(Locale.ROOT);
        if (host.equals("localhost")) return true;
        try {
            var _ = InetAddress.ofLiteral(host.replace("[", "").replace("]", ""));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isOwnPage(RoutingContext context) {
        var request = context.request();
        var site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) return false;
        var origin = request.getHeader("Origin");
        return origin == null || origin.equals(request.scheme() + "://" + request.getHeader("Host"));
    }

    /// Lets a caller through who may do this.
    Handler<RoutingContext> admit(Caller.Role needed, Handler<RoutingContext> next) {
        return context -> {
            var known = tokens;
            if (known == null) {
                pass(context, Caller.LOCAL, needed, next);
                return;
            }
            var token = token(context);
            if (token.isEmpty()) {
                refuse(context, "send one as `Authorization: Bearer TOKEN`; `tandem token` makes one");
                return;
            }
            known.caller(token.get())
                    .ifPresentOrElse(caller -> pass(context, caller, needed, next), () -> punish(context));
        };
    }

    private static void pass(RoutingContext context, Caller caller, Caller.Role needed, Handler<RoutingContext> next) {
        if (!caller.role().may(needed)) {
            Answers.problem(
                    context,
                    ApiProblem.Kind.NOT_ALLOWED,
                    caller.name() + " is a " + caller.role().name().toLowerCase(Locale.ROOT) + "; it takes an "
                            + needed.name().toLowerCase(Locale.ROOT));
            return;
        }
        context.put(CALLER, caller);
        next.handle(context);
    }

    private static Optional<String> token(RoutingContext context) {
        var field = context.request().getHeader("Authorization");
        if (field == null || !field.regionMatches(true, 0, BEARER, 0, BEARER.length())) return Optional.empty();
        return Optional.of(field.substring(BEARER.length()).strip());
    }

    private void punish(RoutingContext context) {
        switch (wrong.wrong(address(context), System.nanoTime())) {
            case WrongTokens.Sentence.Later(var delay) -> {
                context.request().pause();
                context.vertx().setTimer(delay.toMillis(), _ -> refuse(context, "this one is not known"));
            }
            case WrongTokens.Sentence.TooMany(var left) -> {
                context.response().putHeader("Retry-After", String.valueOf(left.toSeconds() + 1));
                Answers.problem(context, ApiProblem.Kind.TOO_MANY, "one wrong token at a time");
            }
        }
    }

    private static void refuse(RoutingContext context, String detail) {
        context.response().putHeader("WWW-Authenticate", "Bearer realm=\"tandem\"");
        Answers.problem(context, ApiProblem.Kind.WHO_ARE_YOU, detail);
    }
}
