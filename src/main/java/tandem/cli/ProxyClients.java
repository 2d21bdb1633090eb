package tandem.cli;

import java.util.concurrent.CompletionStage;
import tandem.proxy.ProxyServer;
import tandem.vip.Clients;

/// Where the data path and planned moves of a VIP meet: the proxy knows who is connected by which address.
record ProxyClients(ProxyServer proxy) implements Clients {

    @Override
    public void sendOff(String address) {
        proxy.sendOff(address, true);
    }

    @Override
    public void welcome(String address) {
        proxy.sendOff(address, false);
    }

    @Override
    public CompletionStage<Open> open(String address) {
        return proxy.connectionsTo(address)
                .map(connections -> new Open(connections, proxy.inFlight()))
                .toCompletionStage();
    }
}
