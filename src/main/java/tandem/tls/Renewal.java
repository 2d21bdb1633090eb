package tandem.tls;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/// Decides whether what was read from the same files again takes the place of what is used: not when it is the
/// same, broken, or expired while this is not. Keeps why the last files were refused.
///
/// One call at a time; [#refused] from any thread.
final class Renewal {
    private final String expired;
    private volatile Optional<String> refused = Optional.empty();

    /// @param expired why files are refused whose certificate has expired
    Renewal(String expired) {
        this.expired = expired;
    }

    /// Uses something newer.
    interface Use {
        void use(Loaded.Material material) throws SSLException;
    }

    /// Looks at what was read again.
    ///
    /// @param used  until now
    /// @param newer takes over what is worth it
    /// @throws SSLException of the one that takes over
    Refreshed refresh(Loaded loaded, Loaded.Material used, Instant now, Use newer) throws SSLException {
        return switch (loaded) {
            case Loaded.Unusable(var problems) ->
                refuse(problems.stream()
                        .filter(TlsProblem::fatal)
                        .map(TlsProblem::text)
                        .collect(Collectors.joining("; ")));
            case Loaded.Usable(var material, var _)
            when material.fingerprint().equals(used.fingerprint()) -> {
                accepted();
                yield new Refreshed.Same();
            }
            case Loaded.Usable(var material, var _)
            when isExpired(material, now) && !isExpired(used, now) -> refuse(expired);
            case Loaded.Usable(var material, var _) -> {
                newer.use(material);
                accepted();
                yield new Refreshed.Served();
            }
        };
    }

    private static boolean isExpired(Loaded.Material material, Instant now) {
        return material.credentials().stream()
                .anyMatch(credential ->
                        credential.certificate().getNotAfter().toInstant().isBefore(now));
    }

    private Refreshed refuse(String why) {
        boolean news = !refused.equals(Optional.of(why));
        refused = Optional.of(why);
        return new Refreshed.Refused(why, news);
    }

    /// What is used now is what was wanted.
    void accepted() {
        refused = Optional.empty();
    }

    /// Why the last files are not used; empty when they are.
    Optional<String> refused() {
        return refused;
    }
}
