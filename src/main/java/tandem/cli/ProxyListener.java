package tandem.cli;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings.Listen;
import tandem.vip.SharedListener;

/// Where the data path and the VIP meet in `mode: socket`: the proxy listens on the shared address while its node owns
/// it.
///
/// @param drain how long requests on connections of the shared address may go on after it was given up
record ProxyListener(ProxyServer proxy, Listen shared, Duration drain) implements SharedListener {

    @Override
    public CompletionStage<Void> bind() {
        return proxy.listen(shared)
                .onSuccess(port -> Listeners.tell(shared, port))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Void> unbind() {
        return proxy.unlisten(shared, drain).closed().toCompletionStage();
    }
}
