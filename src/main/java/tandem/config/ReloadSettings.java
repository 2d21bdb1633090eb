package tandem.config;

import java.time.Duration;

/// When a node reads its files again by itself. SIGHUP and the admin API make it do so at any time.
///
/// @param watch        whether a configuration file that has changed is taken over. `reload.watch`, default
///                     false
/// @param quiet        how long the file must not have changed before that, so that nobody's half-written
///                     file is read. `reload.quiet-period`, default 2 s
/// @param certificates from one look at the files of certificates to the next. `reload.certificates`, default
///                     10 s
public record ReloadSettings(boolean watch, Duration quiet, Duration certificates) {
    public static final ReloadSettings DEFAULT =
            new ReloadSettings(false, Duration.ofSeconds(2), Duration.ofSeconds(10));
}
