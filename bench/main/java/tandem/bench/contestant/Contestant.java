package tandem.bench.contestant;

import java.util.Optional;
import java.util.Set;
import tandem.bench.host.Running;
import tandem.bench.host.Tool;

/// A proxy that is measured.
public sealed interface Contestant permits Nginx, HaProxy, TandemProxy, JavaPeer {

    /// What it is called on the command line and in the results.
    String id();

    /// Its name and version for a person.
    String version();

    /// Whether it gets faster with use, and needs warming.
    boolean compilesItself();

    /// What has to be installed for it.
    Set<Tool> needs();

    /// Why a case that asks for this cannot be measured with it; empty when it can.
    Optional<String> lacks(Feature feature);

    /// Starts it on the proxy's processor; it takes requests soon after.
    Running start(Site site, Entrance entrance);
}
