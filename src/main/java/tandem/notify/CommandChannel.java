package tandem.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A command, called as keepalived calls its notify scripts: `INSTANCE name MASTER|BACKUP|FAULT|STOP
/// priority`. Of several changes that came while it ran it is told the last: what was true in between helps
/// nobody.
record CommandChannel(List<String> command, Duration timeout) implements Channel {

    @Override
    public String name() {
        return "command";
    }

    @Override
    public boolean takes(Notice notice) {
        return notice.role().isPresent();
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public boolean hurried() {
        return true;
    }

    @Override
    public void send(Digest digest) throws IOException, InterruptedException {
        var process = builder(digest.newest()).start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS))
                throw new IOException("it hung for " + timeout.toMillis() + " ms and was killed");
            if (process.exitValue() != 0) throw new IOException("exit status " + process.exitValue());
        } finally {
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private ProcessBuilder builder(Notice notice) {
        var role = notice.role().orElseThrow();
        var words = new ArrayList<>(command);
        var priority = String.valueOf(notice.who().priority());
        words.addAll(List.of("INSTANCE", role.vip(), role.state().name(), priority));
        var builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("TANDEM_VIP", role.vip());
        builder.environment().put("TANDEM_TERM", String.valueOf(role.term()));
        builder.environment().put("TANDEM_NODE", notice.who().node());
        return builder;
    }
}
