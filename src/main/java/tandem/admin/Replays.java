package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What was answered to changes that carried an `Idempotency-Key`, so that one which is sent again, because
/// its answer was lost, is not made again (draft-ietf-httpapi-idempotency-key-header). Any thread.
///
/// Bounded by number, size and age; the oldest goes first.
final class Replays {
    static final int MOST = 1000;
    static final long MOST_CHARACTERS = 4L * 1024 * 1024;
    static final Duration KEPT_FOR = Duration.ofHours(24);

    private final Map<Key, Entry> entries = new LinkedHashMap<>();
    private long characters;

    /// Keys of different callers have nothing to do with each other.
    record Key(String caller, String text) {}

    /// An answer as it is sent again.
    ///
    /// @param etag empty for none
    record Answer(int status, String type, String etag, String body) {}

    /// What is to be done with a call.
    sealed interface Verdict {
        /// It is the first with its key; tell [#answered] of its answer.
        record First(Key key, Entry entry) implements Verdict {}

        /// It was made before, or is under way: it gets that answer.
        record Again(Future<Answer> answer) implements Verdict {}

        /// Something else was made with its key.
        record Other() implements Verdict {}
    }

    /// A call that was made, or is under way.
    record Entry(Sha256 call, Instant since, Promise<Answer> answer) {
        private Optional<Answer> known() {
            return Optional.ofNullable(answer.future().result());
        }
    }

    /// A call has come.
    ///
    /// @param call all that makes it what it is
    synchronized Verdict take(Key key, Sha256 call, Instant now) {
        trim(now, Integer.MAX_VALUE);
        var before = entries.get(key);
        if (before == null) {
            trim(now, MOST - 1);
            var entry = new Entry(call, now, Promise.promise());
            entries.put(key, entry);
            return new Verdict.First(key, entry);
        }
        if (!before.call().isSame(call)) return new Verdict.Other();
        return new Verdict.Again(before.answer().future());
    }

    /// A first call was answered. What failed in the node (500 and above) may be tried again. Who waits for
    /// it is answered also where its key is forgotten meanwhile.
    void answered(Verdict.First first, Answer answer) {
        var entry = first.entry();
        synchronized (this) {
            if (entry.answer().future().isComplete()) return;
            if (answer.status() >= 500) entries.remove(first.key(), entry);
            else if (entry.equals(entries.get(first.key())))
                characters += answer.body().length();
        }
        // Not under the lock: it answers those who wait.
        entry.answer().tryComplete(answer);
    }

    private void trim(Instant now, int most) {
        var oldest = entries.entrySet().iterator();
        while (oldest.hasNext()) {
            var entry = oldest.next().getValue();
            boolean old = entry.since().plus(KEPT_FOR).isBefore(now);
            if (!old && entries.size() <= most && characters <= MOST_CHARACTERS) return;
            oldest.remove();
            characters -= entry.known().map(answer -> answer.body().length()).orElse(0);
        }
    }
}
