package tandem.proxy;

import tandem.Pure;
import tandem.balance.Algorithm;

/// How a pool's requests are spread.
///
/// @param algorithm `pools[].balance`, default round robin
/// @param hash      what decides where the algorithm hashes; `pools[].hash`, default the client's address
@Pure
public record Balancing(Algorithm algorithm, HashKey hash) {
    /// By the default key, where the algorithm hashes.
    public static Balancing by(Algorithm algorithm) {
        return new Balancing(algorithm, HashKey.DEFAULT);
    }
}
