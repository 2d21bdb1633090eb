package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.proxy.Dialer;
import tandem.proxy.TransportSettings;

/// Runs single checks, over Java's own transport and over the native one, whose exceptions differ; and sees
/// to it that a check that fails is not an error in the log.
@ParameterizedClass(name = "native transport: {0}")
@ValueSource(booleans = {false, true})
abstract class SingleCheck {
    static final HealthSettings.Check SETTINGS =
            new HealthSettings.Check("/health?deep=1", Duration.ofSeconds(20), Duration.ofSeconds(20), 2, 3, 200, 399);
    static final HealthSettings.Check IMPATIENT =
            new HealthSettings.Check("/health", Duration.ofMillis(400), Duration.ofMillis(400), 2, 3, 200, 399);

    @Parameter
    boolean nativeTransport;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger vertxLog = (Logger) LoggerFactory.getLogger("io.vertx");
    Vertx vertx = Vertx.vertx();

    @BeforeEach
    void start() throws Exception {
        logged.start();
        vertxLog.addAppender(logged);
        restart(new VertxOptions());
        assertThat(vertx.isNativeTransportEnabled()).isEqualTo(nativeTransport);
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
        vertxLog.detachAppender(logged);
        assertThat(logged.list)
                .as("a check that fails is a result and not an error of the program")
                .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.ERROR));
    }

    void restart(VertxOptions options) throws Exception {
        await(vertx.close());
        vertx = Vertx.vertx(options.setPreferNativeTransport(nativeTransport));
    }

    CheckResult check(RawServer server) throws Exception {
        return check(server.backend(), SETTINGS);
    }

    Failure failure(Backend backend, HealthSettings.Check settings) throws Exception {
        CheckResult result = check(backend, settings);
        assertThat(result).isInstanceOf(CheckResult.Failed.class);
        return ((CheckResult.Failed) result).failure();
    }

    private CheckResult check(Backend backend, HealthSettings.Check settings) throws Exception {
        return await(Future.future(promise -> vertx.runOnContext(
                _ -> HttpCheck.start(vertx, plain(), backend, settings).result().onComplete(promise))));
    }

    /// Opens plain connections.
    CheckDialer plain() {
        return Dialer.open(vertx, TransportSettings.DEFAULT);
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }
}
