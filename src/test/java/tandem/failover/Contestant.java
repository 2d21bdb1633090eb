package tandem.failover;

import java.time.Instant;
import java.util.Map;
import tandem.lab.Host;
import tandem.lab.Lab;
import tandem.lab.VipWatch;

/// Two nodes in a lab of their own, with one virtual address and two Tomcats behind them.
sealed interface Contestant extends AutoCloseable permits TandemContestant, KeepalivedContestant {
    /// As the tables call it.
    String name();

    Lab lab();

    VipWatch watch();

    /// Starts to ask for a page by the virtual address.
    Clients clients();

    /// Waits until one node has the address and the other one is ready to take it, and returns the one
    /// that has it.
    Host awaitOwner();

    /// The other one of the two.
    Host other(Host host);

    /// What lives on kept connections.
    PlannedLoad load();

    void inflict(Fault fault, Host owner);

    /// Undoes the fault, and starts again what it ended.
    void mend(Fault fault, Host host);

    /// What the new owner says of the steps of its takeover, in milliseconds.
    ///
    /// @param fault when it befell the old owner
    Map<String, Double> steps(Host owner, Instant fault);

    @Override
    void close();
}
