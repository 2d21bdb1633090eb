package tandem.proxy;

import java.time.Duration;
import tandem.Pure;

/// What a backend does, for whoever waits for the end of its drain.
///
/// @param sessionsQuietFor how long no request of one of its sessions has come while it took no others
@Pure
public record BackendActivity(ProxySnapshot.BackendTraffic traffic, Duration sessionsQuietFor) {}
