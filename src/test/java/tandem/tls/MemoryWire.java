package tandem.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;

/// Two ends without a network between them: what one writes, the other reads, in the thread of the test.
record MemoryWire(EmbeddedChannel client, EmbeddedChannel server) {
    private static final int MOST_ROUNDS = 20;

    /// Carries what waits on either side to the other, once.
    ///
    /// @return whether there was anything
    boolean exchangeOnce() {
        boolean sent = carry(client, server);
        boolean answered = carry(server, client);
        return sent || answered;
    }

    /// Until neither has anything to say.
    void finish() {
        int rounds = 0;
        while (exchangeOnce())
            if (++rounds > MOST_ROUNDS) throw new IllegalStateException("the two do not come to an end");
    }

    private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        boolean any = false;
        for (ByteBuf part = from.readOutbound(); part != null; part = from.readOutbound()) {
            any = true;
            if (to.isOpen()) to.writeInbound(part);
            else part.release();
        }
        return any;
    }
}
