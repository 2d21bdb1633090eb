package tandem.route;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.route.RouteSettings.Action;
import tandem.route.RouteSettings.Change;
import tandem.route.RouteSettings.PathMatch;

/// Makes a backend's answer fit where the client sees the page: Location and Refresh lead to the client's
/// names of things, and cookies get the path and the domain that the client knows. nginx: proxy_redirect,
/// proxy_cookie_path, proxy_cookie_domain.
public final class AnswerRewrite {
    private static final String HTTP = "http://";

    private final boolean location;
    private final @Nullable Way path;
    private final @Nullable Change cookiePath;
    private final @Nullable Change cookieDomain;

    private AnswerRewrite(RouteSettings settings, Action.Forward forward) {
        location = forward.answers().location();
        path = change(settings.match().path(), forward.to()).orElse(null);
        cookiePath = forward.answers().cookiePath().orElse(null);
        cookieDomain = forward.answers().cookieDomain().orElse(null);
    }

    /// A beginning of targets that the route rewrites.
    ///
    /// @param sent  what the backend gets
    /// @param asked what the client had asked for
    private record Way(String sent, String asked) {}

    /// Who is who.
    ///
    /// @param scheme  of the client's request
    /// @param host    the authority that the client asked for
    /// @param backend address and port of the backend that answered
    public record Parties(String scheme, String host, String backend) {}

    /// That of a route; nothing when it leaves every answer alone.
    public static Optional<AnswerRewrite> of(RouteSettings settings) {
        if (!(settings.action() instanceof Action.Forward forward)) return Optional.empty();
        var answers = forward.answers();
        if (!answers.location()
                && answers.cookiePath().isEmpty()
                && answers.cookieDomain().isEmpty()) return Optional.empty();
        return Optional.of(new AnswerRewrite(settings, forward));
    }

    /// The way back, where there is one: what the target was changed to, and what it had been.
    private static Optional<Way> change(PathMatch match, Optional<Template> to) {
        if (to.isEmpty() || !to.get().isLiteral()) return Optional.empty();
        String text = to.get().literals();
        return switch (match) {
            case PathMatch.Exact(String exact) -> Optional.of(new Way(text, UriText.ofPath(exact)));
            case PathMatch.Prefix(String prefix, boolean _) -> Optional.of(new Way(text, UriText.ofPath(prefix)));
            case PathMatch.Regex _ -> Optional.empty();
        };
    }

    /// Whether [#value] may change a field.
    public boolean concerns(CharSequence name) {
        return switch (name.length()) {
            case 7 -> location && is(name, "refresh");
            case 8 -> location && is(name, "location");
            case 10 -> (cookiePath != null || cookieDomain != null) && is(name, "set-cookie");
            default -> false;
        };
    }

    private static boolean is(CharSequence name, String other) {
        return name.toString().equalsIgnoreCase(other);
    }

    /// The value of a field that is concerned.
    public String value(CharSequence name, String value, Parties parties) {
        return switch (name.length()) {
            case 7 -> refresh(value, parties);
            case 8 -> location(value, parties);
            default -> cookie(value);
        };
    }

    private String refresh(String value, Parties parties) {
        int at = value.toLowerCase(Locale.ROOT).indexOf("url=");
        if (at < 0) return value;
        return value.substring(0, at + 4) + location(value.substring(at + 4), parties);
    }

    private String location(String value, Parties parties) {
        int authority = authorityStart(value);
        if (authority < 0) return value.startsWith("/") ? path(value) : value;
        int end = authority;
        while (end < value.length() && "/?#".indexOf(value.charAt(end)) < 0) end++;
        String host = value.substring(authority, end);
        String rest = value.substring(end);
        if (host.equalsIgnoreCase(parties.backend)) return parties.scheme + "://" + parties.host + path(rest);
        if (!host.equalsIgnoreCase(parties.host)) return value;
        // The scheme stays: this may be an application's own redirect from http to https. Only where a port is
        // named, of which the client knows that https is spoken there, http is what the backend hears alone.
        boolean misses = parties.scheme.equals("https") && authority == HTTP.length() && namesPort(host);
        return (misses ? "https://" + host : value.substring(0, end)) + path(rest);
    }

    private static boolean namesPort(String authority) {
        return authority.lastIndexOf(':') > authority.lastIndexOf(']');
    }

    /// Behind `http://`, `https://` or `//`; -1 when there is none of them.
    private static int authorityStart(String value) {
        if (value.startsWith("//")) return 2;
        if (value.regionMatches(true, 0, HTTP, 0, HTTP.length())) return HTTP.length();
        return value.regionMatches(true, 0, "https://", 0, 8) ? 8 : -1;
    }

    private String path(String value) {
        return path == null || !value.startsWith(path.sent())
                ? value
                : path.asked() + value.substring(path.sent().length());
    }

    private String cookie(String value) {
        var changed = new StringBuilder(value.length() + 16);
        boolean first = true;
        for (String part : value.split(";", -1)) {
            if (!first) changed.append(';');
            changed.append(first ? part : attribute(part));
            first = false;
        }
        return changed.toString();
    }

    private String attribute(String part) {
        int equals = part.indexOf('=');
        if (equals < 0) return part;
        String name = part.substring(0, equals).strip();
        String value = part.substring(equals + 1).strip();
        if (cookiePath != null && name.equalsIgnoreCase("path") && value.startsWith(cookiePath.from()))
            return part.substring(0, equals + 1)
                    + cookiePath.to()
                    + value.substring(cookiePath.from().length());
        if (cookieDomain != null && name.equalsIgnoreCase("domain") && sameDomain(value, cookieDomain.from()))
            return part.substring(0, equals + 1) + cookieDomain.to();
        return part;
    }

    /// A dot before a cookie's domain has no meaning (RFC 6265 §5.2.3).
    private static boolean sameDomain(String one, String other) {
        return bare(one).equalsIgnoreCase(bare(other));
    }

    private static String bare(String domain) {
        return domain.startsWith(".") ? domain.substring(1) : domain;
    }
}
