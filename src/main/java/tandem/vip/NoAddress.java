package tandem.vip;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Mode none: nothing is moved, so everything succeeds.
public final class NoAddress implements AddressDriver {

    @Override
    public CompletionStage<Void> claim() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> release() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {}
}
