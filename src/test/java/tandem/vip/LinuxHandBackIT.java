package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.SideBySide;

/// What is set up for a planned move goes again, whatever fails: on a real interface, with the real nft.
@SideBySide
class LinuxHandBackIT {
    private static final String VIP = "192.168.77.50";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final TwoNamespaces namespaces = new TwoNamespaces();

    @TempDir
    Path folder;

    @BeforeEach
    void anNftThatBreaksWhileAFileIsThere() throws Exception {
        Path nft = folder.resolve("nft");
        Files.writeString(nft, """
                #!/bin/sh
                [ -e %s ] && { echo out of order; exit 1; }
                PATH=${PATH#*:}; exec nft "$@"
                """.formatted(broken()));
        Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwxr-xr-x"));
        namespaces.onHost("address", "add", "192.168.77.2/24", "dev", "eth0");
    }

    private Path broken() {
        return folder.resolve("broken");
    }

    @Test
    void whatNftDoesNotRemoveAtOnceIsRemovedLaterAndTheAddressDoesNotWaitForIt() throws Exception {
        Child probe = probe("web");
        assertThat(probe.ask("keep")).isEqualTo("ok");
        assertThat(probe.ask("yielded")).isEqualTo("ok");
        assertThat(loopback()).contains(VIP);

        Files.createFile(broken());
        assertThat(probe.ask("drop")).isEqualTo("failed: nft refuses: out of order");
        assertThat(loopback()).doesNotContain(VIP);
        assertThat(tables()).contains("table arp tandem-web");

        Files.delete(broken());
        Await.until("nothing is left", LIMIT, () -> tables().isBlank());
        // Nobody asks for it any more.
        assertThat(probe.ask("renew")).isEqualTo("ok");
        assertThat(loopback()).doesNotContain(VIP);
    }

    @Test
    void whatIsKeptAnewIsNotRemovedByAnEarlierFailure() throws Exception {
        Child probe = probe("web");
        assertThat(probe.ask("keep")).isEqualTo("ok");
        assertThat(probe.ask("192.168.77.3")).isEqualTo("ok");
        Files.createFile(broken());
        assertThat(probe.ask("drop")).startsWith("failed");
        assertThat(probe.ask("finish")).startsWith("failed");
        Files.delete(broken());
        assertThat(probe.ask("keep")).isEqualTo("ok");
        Await.until("the hand-back is over", LIMIT, () -> tables().equals("table arp tandem-web"));
        assertThat(loopback()).contains(VIP);
        assertThat(probe.ask("drop")).isEqualTo("ok");
        assertThat(tables()).isEmpty();
    }

    @Test
    void theTablesOfAVipThatWasRenamedAreRemovedAtTheNextStartAndThoseOfOthersAreNot() throws Exception {
        Child killed = probe("web");
        assertThat(killed.ask("keep")).isEqualTo("ok");
        assertThat(killed.ask("192.168.77.3")).isEqualTo("ok");
        killed.kill();
        Child other = namespaces.javaOnHost(path(), HandBackProbe.class, "other", "192.168.77.51", "eth0");
        assertThat(other.answer()).isEqualTo("opened");
        assertThat(other.ask("keep")).isEqualTo("ok");

        probe("shop");
        assertThat(tables()).isEqualTo("table arp tandem-other");
        assertThat(loopback()).doesNotContain(VIP).contains("192.168.77.51");
    }

    @Test
    void aDeviceThatIsMadeAnewIsFound() throws Exception {
        Child probe = probe("web");
        namespaces.onHost("link", "delete", "eth0");
        namespaces.cable();
        namespaces.onHost("address", "add", "192.168.77.2/24", "dev", "eth0");
        assertThat(probe.ask("keep")).isEqualTo("ok");
        assertThat(probe.ask("drop")).isEqualTo("ok");
        assertThat(probe.ask("192.168.77.3")).isEqualTo("ok");
        assertThat(probe.ask("finish")).isEqualTo("ok");
    }

    private Child probe(String vip) throws IOException, InterruptedException {
        Child probe = namespaces.javaOnHost(path(), HandBackProbe.class, vip, VIP, "eth0");
        assertThat(probe.answer()).isEqualTo("opened");
        return probe;
    }

    private List<String> path() {
        return List.of("env", "PATH=" + folder + ":" + System.getenv("PATH"));
    }

    private String loopback() throws IOException, InterruptedException {
        return namespaces.onHost("-4", "address", "show", "dev", "lo");
    }

    private String tables() throws IOException, InterruptedException {
        return namespaces.commandOnHost("nft", "list", "tables").strip();
    }
}
