package tandem.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// Lets a call in or not: by the Host that it names, by the page that it comes from, and by its token.
///
/// A web page that an operator happens to look at reaches the loopback of his machine, too. So without tokens a name of
/// the Host field has to be an address or `localhost` (a page whose name was made to resolve to 127.0.0.1 names itself
/// there), and what changes something must not come from a page of another origin. A token is never sent by a browser
/// by itself, so with tokens nothing can be done in somebody's name. A client certificate is, so there it is the page's
/// origin that is looked at; whoever sends a token with it is who the token says.
final class Gate {
    private static final String CALLER = "tandem.caller";
    private static final String STILL = "tandem.still";
    private static final String BEARER = "bearer ";
    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /// Of a listener that tells nothing worth keeping.
    static final Gate OPEN = new Gate(null, null, true);

    private final @Nullable TokenFile tokens;
    private final @Nullable ClientCertificates certificates;
    private final boolean anyHost;
    private final WrongTokens wrong = new WrongTokens();

    Gate(@Nullable TokenFile tokens) {
        this(tokens, null);
    }

    Gate(@Nullable TokenFile tokens, @Nullable ClientCertificates certificates) {
        this(tokens, certificates, tokens != null || certificates != null);
    }

    private Gate(@Nullable TokenFile tokens, @Nullable ClientCertificates certificates, boolean anyHost) {
        this.tokens = tokens;
        this.certificates = certificates;
        this.anyHost = anyHost;
    }

    /// Who made the call that was let in.
    static Caller caller(RoutingContext context) {
        Caller caller = context.get(CALLER);
        return Objects.requireNonNull(caller);
    }

    /// Whether whoever made the call would be let in as the same again: a token may be taken away.
    static BooleanSupplier still(RoutingContext context) {
        @Nullable BooleanSupplier still = context.get(STILL);
        return still == null ? () -> true : still;
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
                    "without tokens or client certificates a node is called by an IP address or localhost, not by the name in Host");
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
            if (known == null && certificates == null) {
                pass(context, Caller.LOCAL, needed, next);
                return;
            }
            var token = known == null ? Optional.<String>empty() : token(context);
            if (known == null || token.isEmpty()) byCertificate(context, needed, next);
            else {
                var caller = known.caller(token.get());
                context.put(
                        STILL, (BooleanSupplier) () -> known.caller(token.get()).equals(caller));
                caller.ifPresentOrElse(one -> pass(context, one, needed, next), () -> punish(context));
            }
        };
    }

    private void byCertificate(RoutingContext context, Caller.Role needed, Handler<RoutingContext> next) {
        var clients = certificates;
        var shown = clients == null ? Optional.<X509Certificate>empty() : certificate(context);
        var caller = shown.flatMap(one -> Objects.requireNonNull(clients).caller(subject(one), names(one)));
        if (caller.isPresent()) pass(context, caller.get(), needed, next);
        else if (shown.isPresent() && tokens == null)
            Answers.problem(
                    context,
                    ApiProblem.Kind.NOT_ALLOWED,
                    "the certificate of "
                            + shown.get().getSubjectX500Principal().getName() + " is nobody's who is known here");
        else if (tokens == null) refuse(context, "show a client certificate that is known here");
        else refuse(context, "send one as `Authorization: Bearer TOKEN`; `tandem token` makes one");
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName(X500Principal.CANONICAL);
    }

    /// The alternative ones that are text; a certificate whose names make no sense has none.
    private static List<String> names(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .flatMap(Collection::stream)
                            .filter(String.class::isInstance)
                            .map(Objects::toString)
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /// What the caller has shown, which was verified by the handshake.
    private static Optional<X509Certificate> certificate(RoutingContext context) {
        var session = context.request().sslSession();
        if (session == null) return Optional.empty();
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate one
                    ? Optional.of(one)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
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

    private void refuse(RoutingContext context, String detail) {
        if (tokens != null) context.response().putHeader("WWW-Authenticate", "Bearer realm=\"tandem\"");
        Answers.problem(context, ApiProblem.Kind.WHO_ARE_YOU, detail);
    }
}
