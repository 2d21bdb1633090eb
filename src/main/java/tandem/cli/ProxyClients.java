package tandem.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import tandem.proxy.ProxyServer;
import tandem.vip.Clients;

/// Where the data path and planned moves of a VIP meet: the proxy knows who is connected by which address.
record ProxyClients(ProxyServer proxy) implements Clients {

    @Override
    public void sendOff(String address) {
        proxy.visitors().sendOff(address, true);
    }

    @Override
    public void welcome(String address) {
        proxy.visitors().sendOff(address, false);
    }

    @Override
    public CompletionStage<Void> next(Optional<String> address, Duration limit) {
        return proxy.visitors().next(address.orElse(""), limit).toCompletionStage();
    }

    @Override
    public CompletionStage<Open> open(String address) {
        return proxy.visitors()
                .connectedTo(address)
                .map(connected -> new Open(connected.connections(), connected.inFlight()))
                .toCompletionStage();
    }
}
