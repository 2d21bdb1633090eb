package tandem.admin;

import java.util.function.Supplier;

/// What the admin server asks. All of it is asked on event loops, and must read snapshots and never wait.
///
/// @param snapshot   the node as it is now
/// @param readiness  what `/readyz` says
/// @param switchover moves a VIP from this node
/// @param peers      the other nodes
/// @param control    the process
/// @param events     of this node
/// @param pools      of this node
/// @param metrics    what Prometheus reads; may block for some milliseconds
public record Services(
        Supplier<NodeSnapshot> snapshot,
        Supplier<Readiness> readiness,
        Switchover switchover,
        Peers peers,
        Control control,
        EventLog events,
        SharedPools pools,
        Supplier<String> metrics) {}
