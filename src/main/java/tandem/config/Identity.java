package tandem.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a process knows of itself before it reads its configuration: by this it finds its own entry in a file that is
/// the same on every node.
///
/// @param option      the node's name as given on the command line (`--node`); goes before all others
/// @param environment the node's name as given by `TANDEM_NODE`
/// @param bind        the address for the member as given by `TANDEM_BIND`; used only where the nodes are found by DNS,
///                    since a listed node's address is in the file
/// @param hostName    the host's name
/// @param addresses   all addresses of this host, loopback included
public record Identity(
        @Nullable String option,
        @Nullable String environment,
        @Nullable String bind,
        String hostName,
        Set<InetAddress> addresses) {
    static final String NODE_VARIABLE = "TANDEM_NODE";
    static final String BIND_VARIABLE = "TANDEM_BIND";

    private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    public Identity {
        addresses = Set.copyOf(addresses);
    }

    /// This process on this host.
    ///
    /// @param option what `--node` says, if it was given
    public static Identity ofThisHost(@Nullable String option) {
        return new Identity(
                option, variable(NODE_VARIABLE), variable(BIND_VARIABLE), hostNameOfThisHost(), interfaces());
    }

    /// The name that was given to this process, by the option or else by the environment.
    @Nullable
    String givenName() {
        return option != null ? option : environment;
    }

    private static @Nullable String variable(String name) {
        var value = System.getenv(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /// Asked of the kernel where that is possible: `InetAddress.getLocalHost` may wait for a name server, and
    /// it is at a failure of the network that a node must be able to start.
    private static String hostNameOfThisHost() {
        try {
            return Files.readString(KERNEL_HOST_NAME).strip();
        } catch (IOException notLinux) {
            var variable = variable("HOSTNAME");
            return variable == null ? "localhost" : variable;
        }
    }

    private static Set<InetAddress> interfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (SocketException noInterfaces) {
            return Set.of();
        }
    }
}
