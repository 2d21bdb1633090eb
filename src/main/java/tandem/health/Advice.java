package tandem.health;

import tandem.Pure;

/// What a backend has said of itself so far, by its agent or by a field of the answers to its checks.
///
/// @param percent of its weight that it wants, 0 to 10000
/// @param admin   whether it wants requests
/// @param down    whether it says that it cannot serve
/// @param reason  its own words about that, or about the last change; may be empty
@Pure
record Advice(int percent, Admin admin, boolean down, String reason) {
    static final Advice NONE = new Advice(100, Admin.READY, false, "");

    /// Which requests a backend wants.
    enum Admin {
        READY,
        /// Those of its sessions alone.
        DRAIN,
        /// None.
        MAINT
    }

    /// The same after it has said something more; what it says nothing of stays.
    Advice with(AdviceLine line) {
        return new Advice(
                line.percent().orElse(percent),
                line.admin().orElse(admin),
                line.down().orElse(down),
                line.reason());
    }

    /// For a person; empty where there is nothing to tell.
    String text() {
        StringBuilder text = new StringBuilder();
        if (percent != 100) text.append(percent).append('%');
        switch (admin) {
            case READY -> {}
            case DRAIN -> text.append(text.isEmpty() ? "" : ", ").append("drain");
            case MAINT -> text.append(text.isEmpty() ? "" : ", ").append("maint");
        }
        if (down) text.append(text.isEmpty() ? "" : ", ").append("down");
        if (!text.isEmpty() && !reason.isEmpty())
            text.append(" (").append(reason).append(')');
        return text.toString();
    }
}
