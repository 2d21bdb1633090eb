package tandem.health;

import tandem.Pure;
import tandem.backend.Backend;

/// A backend's change from one standing to another.
///
/// @param reason   why, for a person
/// @param eligible how many backends of the pool may be balanced to after it
/// @param total    how many backends the pool has
@Pure
public record HealthChange(
        String pool, Backend backend, Standing from, Standing to, String reason, int eligible, int total) {

    /// One line for logs and for whoever watches, such as `pool tomcat: tomcat-2 (127.0.0.1:8082) ejected:
    /// 3 requests failed in a row, last: connection refused; 1 of 2 backends left`.
    public String text() {
        String what = switch (to) {
            case OUT -> "ejected";
            case HEALTHY -> from == Standing.UNVERIFIED ? "verified" : "readmitted";
            case UNVERIFIED -> "not verified any more";
        };
        return "pool " + pool + ": " + backend.name() + " (" + backend.address() + ") " + what + ": " + reason + "; "
                + left();
    }

    private String left() {
        if (eligible == 0) return "no backend left";
        return eligible + " of " + total + " backends " + (to == Standing.OUT ? "left" : "eligible");
    }
}
