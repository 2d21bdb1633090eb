package tandem.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import tandem.cluster.ClusterSettings.Bind;

/// Finds out, before Hazelcast tries, whether this node can listen where it should, and says plainly why
/// not.
final class BindAddress {

    private BindAddress() {}

    /// The address to listen on.
    ///
    /// @throws ClusterStartException when the host does not resolve, is not one of this host, or its port
    ///         is taken
    static InetAddress checked(Bind bind) {
        InetAddress address = resolved(bind);
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(address, bind.port()));
            return address;
        } catch (BindException e) {
            throw new ClusterStartException(reason(bind, address), e);
        } catch (IOException e) {
            throw new ClusterStartException(
                    "cannot listen on " + bind.address() + " for the cluster: " + e.getMessage(), e);
        }
    }

    private static InetAddress resolved(Bind bind) {
        try {
            return InetAddress.getByName(bind.host());
        } catch (UnknownHostException e) {
            throw new ClusterStartException(
                    "cannot listen on " + bind.address() + " for the cluster: the name " + bind.host()
                            + " does not resolve; write an address of this host",
                    e);
        }
    }

    private static String reason(Bind bind, InetAddress address) {
        String cannot = "cannot listen on " + bind.address() + " for the cluster: ";
        if (!isOfThisHost(address))
            return cannot + bind.host() + " is not an address of this host; is this the right node's configuration?";
        return cannot
                + "the port is taken, perhaps by another Tandem; stop that program or give this node another port";
    }

    private static boolean isOfThisHost(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }
}
