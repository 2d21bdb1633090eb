package tandem.failover;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.failover.KeepalivedContestant.Advert;
import tandem.lab.TandemPair;

/// Who can be measured.
enum Who {
    TANDEM("Tandem"),
    KEEPALIVED_GUIDE(Advert.GUIDE.name()),
    KEEPALIVED_TENTH(Advert.TENTH.name()),
    KEEPALIVED_FAST(Advert.FAST.name()),
    HAPROXY(Advert.HAPROXY.name());

    private final String title;

    Who(String title) {
        this.title = title;
    }

    /// As the tables call it.
    String title() {
        return title;
    }

    /// What of this machine it consists of.
    List<Program> programs() {
        return switch (this) {
            case TANDEM -> List.of();
            case KEEPALIVED_GUIDE, KEEPALIVED_TENTH, KEEPALIVED_FAST -> List.of(Program.NGINX, Program.KEEPALIVED);
            case HAPROXY -> List.of(Program.HAPROXY, Program.KEEPALIVED);
        };
    }

    /// What its programs call themselves.
    String version() {
        return this == TANDEM
                ? "this one"
                : programs().stream().map(Program::version).collect(Collectors.joining(" and "));
    }

    /// Whether the fault means something here that no other one means.
    boolean knows(Fault fault) {
        return switch (this) {
            // The proxy has no process of its own.
            case TANDEM -> fault != Fault.PROXY_KILLED;
            // keepalived has no planned move but that of a stop.
            case KEEPALIVED_GUIDE, KEEPALIVED_TENTH, KEEPALIVED_FAST, HAPROXY ->
                fault != Fault.SWITCHOVER && fault != Fault.SWITCHOVER_LOADED;
        };
    }

    /// The faults that it knows of some.
    List<Fault> known(Set<Fault> faults) {
        return faults.stream().sorted().filter(this::knows).toList();
    }

    /// Starts a pair.
    ///
    /// @param cluster lines of Tandem's section cluster
    Contestant open(List<String> cluster) {
        return switch (this) {
            case TANDEM -> TandemContestant.open(cluster, TandemPair.Jvm.SHIPPED);
            case KEEPALIVED_GUIDE -> KeepalivedContestant.open(Advert.GUIDE);
            case KEEPALIVED_TENTH -> KeepalivedContestant.open(Advert.TENTH);
            case KEEPALIVED_FAST -> KeepalivedContestant.open(Advert.FAST);
            case HAPROXY -> KeepalivedContestant.open(Advert.HAPROXY);
        };
    }
}
