package tandem.cli;

import java.util.concurrent.ScheduledExecutorService;
import tandem.config.Settings;
import tandem.vip.AddressDriver;
import tandem.vip.AddressException;
import tandem.vip.ExecAddress;
import tandem.vip.LinuxAddress;
import tandem.vip.NoAddress;
import tandem.vip.SharedSocket;
import tandem.vip.VipSettings;
import tandem.vip.VipSettings.Mode;

/// How this node owns an address of each mode.
///
/// @param serving has the listener of a shared socket
record AddressDrivers(Settings settings, DataPath serving) implements HaPath.Drivers {

    @Override
    public AddressDriver open(VipSettings vip, ScheduledExecutorService ha) throws AddressException {
        return switch (vip.mode()) {
            case Mode.Linux linux -> LinuxAddress.open(linux);
            case Mode.Socket socket ->
                new SharedSocket(
                        socket,
                        serving.sharedListener(
                                socket.host(), socket.port(), settings.stop().drain()),
                        ha);
            case Mode.Exec exec ->
                new ExecAddress(
                        exec,
                        ExecAddress.environment(
                                vip.name(), exec, settings.cluster().self()),
                        ha);
            case Mode.None _ -> new NoAddress();
        };
    }
}
