package tandem.health;

import tandem.backend.Backend;

/// A backend's change from one standing to another.
///
/// @param reason   why, for a person
/// @param eligible how many backends of the pool may be balanced to after it
/// @param total    how many backends the pool has
public record HealthChange(
        String pool, Backend backend, Standing from, Standing to, String reason, int eligible, int total) {}
