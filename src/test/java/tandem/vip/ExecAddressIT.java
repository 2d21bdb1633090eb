package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.cluster.Fitness;
import tandem.cluster.Member;
import tandem.cluster.Verdict;
import tandem.cluster.View;
import tandem.fixture.Await;
import tandem.fixture.SideBySide;

/// Mode exec with real commands.
@SideBySide
class ExecAddressIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> NOTHING = List.of("true");

    @TempDir
    Path folder;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<AddressDriver> drivers = new ArrayList<>();

    @AfterEach
    void end() {
        drivers.forEach(AddressDriver::close);
        thread.shutdownNow();
    }

    @Test
    void theCommandsAreToldWhatTheyAreAbout() throws Exception {
        var driver = driver(
                sh("echo claim $TANDEM_VIP $TANDEM_ADDRESS $TANDEM_NODE >> log"),
                sh("echo release $TANDEM_VIP >> log"),
                List.of(),
                LIMIT);
        assertThat(outcome(driver::claim)).isEqualTo("ok");
        assertThat(outcome(driver::renew)).isEqualTo("ok");
        assertThat(outcome(driver::announce)).isEqualTo("ok");
        assertThat(outcome(driver::verify)).isEqualTo("ok");
        assertThat(outcome(driver::release)).isEqualTo("ok");
        assertThat(log()).containsExactly("claim main 203.0.113.7 proxy-a", "release main");
    }

    @Test
    void aCommandThatFailsIsReportedWithItsStatusAndTheLastLineOfItsErrors() {
        var driver = driver(sh("echo first >&2; echo no such zone >&2; exit 3"), sh("exit 4"), List.of(), LIMIT);
        assertThat(outcome(driver::claim)).isEqualTo("cannot claim 203.0.113.7: sh ended with status 3: no such zone");
        assertThat(outcome(driver::release)).isEqualTo("cannot release 203.0.113.7: sh ended with status 4");
    }

    @Test
    void whatACommandComplainsOfIsBounded() {
        var driver = driver(sh("head -c 10000000 /dev/zero | tr '\\0' x >&2; exit 1"), NOTHING, List.of(), LIMIT);
        assertThat(outcome(driver::claim)).endsWith(": " + "x".repeat(200)).hasSizeLessThan(300);
    }

    @Test
    void aProgramThatIsNotThereIsAFailedClaim() {
        var driver = driver(List.of("/no/such/program"), NOTHING, List.of(), LIMIT);
        assertThat(outcome(driver::claim))
                .startsWith("cannot claim 203.0.113.7: cannot start /no/such/program: ")
                .contains("No such file");
    }

    @Test
    void aCommandThatTakesTooLongIsKilledWithItsChildren() throws Exception {
        var driver = driver(
                sh("echo waiting >&2; sleep 1000 & echo $! > child; wait"), NOTHING, List.of(), Duration.ofSeconds(5));
        assertThat(outcome(driver::claim)).isEqualTo("cannot claim 203.0.113.7: sh did not end within 5 s: waiting");
        awaitEndOf(pid("child"));
    }

    @Test
    void aReleaseGivesUpTheClaimThatIsUnderWayAndComesAfterIt() throws Exception {
        var driver = driver(
                sh("echo $$ > pid.new; mv pid.new pid; sleep 1000; echo claimed >> log"),
                sh("echo released >> log"),
                List.of(),
                LIMIT);
        var claim = called(driver::claim);
        Await.until("the claim runs", LIMIT, () -> Files.exists(folder.resolve("pid")));
        var release = called(driver::release);
        assertThat(outcome(release)).isEqualTo("ok");
        assertThat(claim.toCompletableFuture()).isDone();
        assertThat(outcome(claim)).isEqualTo("cannot claim 203.0.113.7: sh was given up");
        awaitEndOf(pid("pid"));
        assertThat(log()).containsExactly("released");
    }

    @Test
    void neverTwoCommandsRunAtOnce() throws Exception {
        String alone = "mkdir lock && sleep 0.1 && rmdir lock || echo two >> log; echo one >> log";
        var driver = driver(sh(alone), sh(alone), sh("sleep 0.05"), LIMIT);
        for (int i = 0; i < 5; i++) {
            assertThat(outcome(driver::claim)).isEqualTo("ok");
            assertThat(outcome(driver::verify)).isEqualTo("ok");
            assertThat(outcome(driver::release)).isEqualTo("ok");
        }
        assertThat(log()).hasSize(10).containsOnly("one");
    }

    @Test
    void whatACommandLeavesRunningDoesNotHoldItUp() throws Exception {
        var driver = driver(sh("sleep 1000 & echo $! > child"), NOTHING, List.of(), LIMIT);
        assertThat(outcome(driver::claim)).isEqualTo("ok");
        long left = pid("child");
        assertThat(ProcessHandle.of(left)).isPresent();
        ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void aReleaseThatFailsIsNotRunAgainAtOnceButInTheEnd() throws Exception {
        var driver = driver(NOTHING, sh("echo tried >> log; test -e mended"), List.of(), LIMIT);
        String failing = "cannot release 203.0.113.7: sh ended with status 1";
        for (int i = 0; i < 20; i++) assertThat(outcome(driver::release)).isEqualTo(failing);
        assertThat(log()).hasSizeLessThan(20);
        Files.createFile(folder.resolve("mended"));
        Await.until("it works", LIMIT, () -> outcome(driver::release).equals("ok"));
    }

    @Test
    void aVerificationThatFailsIsToldUntilOneSucceeds() throws Exception {
        var driver = driver(NOTHING, NOTHING, sh("test ! -e broken || { echo no route >&2; exit 7; }"), LIMIT);
        assertThat(outcome(driver::verify)).isEqualTo("ok");
        Files.createFile(folder.resolve("broken"));
        String failing = "this node could not serve 203.0.113.7: sh ended with status 7: no route";
        Await.until("the trouble is told", LIMIT, () -> outcome(driver::verify).equals(failing));
        Files.delete(folder.resolve("broken"));
        Await.until("the trouble is over", LIMIT, () -> outcome(driver::verify).equals("ok"));
    }

    @Test
    void aControllerOwnsTheAddressByCommands() throws Exception {
        var mode = new VipSettings.Mode.Exec(
                "203.0.113.7",
                inFolder(sh("echo claim >> log")),
                inFolder(sh("echo release >> log")),
                List.of(),
                LIMIT);
        var driver = new ExecAddress(mode, Map.of(), thread);
        drivers.add(driver);
        var controller = new VipController(
                new VipSettings("main", mode),
                (_, _) -> new Verdict.Active(1, "no owner"),
                driver,
                thread,
                new Silent());
        controller.start();
        controller.onView(new View(
                "proxy-a",
                List.of(new Member("proxy-a", 100, new Fitness.Fit(), Duration.ZERO, Map.of())),
                Set.of(),
                Map.of()));
        Await.until("active", LIMIT, () -> controller.status().role() instanceof Role.Active);
        outcome(controller.leave(Duration.ZERO));
        assertThat(log()).containsExactly("claim", "release");
    }

    private static final class Silent implements VipHost {
        @Override
        public void claim(String vip, long term) {}

        @Override
        public void withdraw(String vip) {}

        @Override
        public void forgetOthers(String why) {}

        @Override
        public void problem(String vip, Optional<String> problem) {}
    }

    private ExecAddress driver(List<String> claim, List<String> release, List<String> verify, Duration limit) {
        var mode =
                new VipSettings.Mode.Exec("203.0.113.7", inFolder(claim), inFolder(release), inFolder(verify), limit);
        var driver = new ExecAddress(mode, ExecAddress.environment("main", mode, "proxy-a"), thread);
        drivers.add(driver);
        return driver;
    }

    private static List<String> sh(String script) {
        return List.of("sh", "-c", script);
    }

    /// Scripts work in the folder of the test.
    private List<String> inFolder(List<String> command) {
        if (!command.contains("-c")) return command;
        return List.of("sh", "-c", "cd " + folder + "; " + command.getLast());
    }

    /// Calls of the driver come from one thread, as in the program.
    private String outcome(Supplier<CompletionStage<Void>> call) {
        return outcome(called(call));
    }

    private CompletionStage<Void> called(Supplier<CompletionStage<Void>> call) {
        return CompletableFuture.supplyAsync(call, thread).thenCompose(stage -> stage);
    }

    private static String outcome(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().join();
            return "ok";
        } catch (CompletionException failed) {
            return HaThread.line(failed);
        }
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("log"));
    }

    private long pid(String file) throws IOException {
        return Long.parseLong(Files.readString(folder.resolve(file)).strip());
    }

    private static void awaitEndOf(long pid) throws Exception {
        Await.until(
                "the end of " + pid,
                LIMIT,
                () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }
}
