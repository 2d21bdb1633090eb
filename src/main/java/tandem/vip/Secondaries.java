package tandem.vip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// IPv4 addresses of one network on one device. All but the first are secondary to Linux, and it takes them
/// away with the first, whether that is removed or its lifetime is over: one VIP that moves would take the
/// others with it. Unless the device, or all of them, have `promote_secondaries` set, which many distributions
/// do (systemd's `50-default.conf`).
final class Secondaries {
    private static final Logger LOG = LoggerFactory.getLogger(Secondaries.class);
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4/conf");

    private Secondaries() {}

    /// Sets it for the device of an address that shares its network with others.
    static void keep(VipSettings.Mode.Linux mode) {
        VirtualAddress address = VirtualAddress.parse(mode.address());
        boolean alone = mode.prefix() == address.family().bits();
        if (alone || address.family() != VirtualAddress.Family.IPV4) return;
        Path setting = setting(mode.device());
        try {
            if (isOn(setting("all")) || isOn(setting)) return;
            Files.writeString(setting, "1\n");
            LOG.info("{} is set, so that an address stays when another one of its network goes", setting);
        } catch (IOException refused) {
            LOG.warn(
                    "{} cannot be set to 1: when an address of {} goes, the kernel may take others of its network along",
                    setting,
                    mode.device());
        }
    }

    private static Path setting(String device) {
        return SETTINGS.resolve(device).resolve("promote_secondaries");
    }

    private static boolean isOn(Path setting) throws IOException {
        return !Files.readString(setting, StandardCharsets.US_ASCII).strip().equals("0");
    }
}
