package tandem.admin;

import java.time.Instant;
import java.util.List;
import tandem.Pure;

/// What came of a reload.
@Pure
public sealed interface Reloaded {
    /// When it was over.
    Instant at();

    /// Who asked for it.
    String asked();

    /// The configuration is that of the file.
    ///
    /// @param changes what has changed, a line each; empty when nothing has
    record Done(Instant at, String asked, List<String> changes) implements Reloaded {
        public Done {
            changes = List.copyOf(changes);
        }
    }

    /// The file cannot be used, or not without a restart; nothing has changed.
    ///
    /// @param problems why, a line each
    record Refused(Instant at, String asked, List<String> problems) implements Reloaded {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
