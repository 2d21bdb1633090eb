package tandem.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tandem.fixture.Await;
import tandem.lab.Needs;

/// A headless Chromium of its own, with a fresh profile.
final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Path PICTURES = Path.of("target", "screenshots");

    private final ChromeDriver driver;

    /// @param profile an empty folder
    Browser(Path profile) {
        for (var program : List.of(CHROMIUM, DRIVER))
            if (!Files.isExecutable(program))
                Needs.missing("a browser", program + " (packages chromium, chromium-driver)");
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1280,1000",
                "--user-data-dir=" + profile);
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        System.setProperty("webdriver.chrome.driver", DRIVER.toString());
        driver = new ChromeDriver(options);
        speak("en-GB");
    }

    /// What the browser's language is, from the next page on.
    void speak(String language) {
        var agent = String.valueOf(driver.executeScript("return navigator.userAgent"));
        driver.executeCdpCommand(
                "Emulation.setUserAgentOverride", Map.of("userAgent", agent, "acceptLanguage", language));
    }

    void open(String url) {
        driver.get(url);
    }

    void forget() {
        driver.executeScript("localStorage.clear(); sessionStorage.clear()");
    }

    /// @param width in CSS pixels
    void screen(int width, int height, boolean phone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    }

    void prefers(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    @Nullable
    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    WebElement element(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    /// The text of the first such element; empty while there is none.
    String text(String css) {
        return String.valueOf(driver.executeScript(
                "const found = document.querySelector(arguments[0]); return found ? found.innerText : ''", css));
    }

    /// Waits until an element's text is as wished.
    String await(String css, Predicate<String> wish) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        var text = "";
        while (System.nanoTime() - end < 0) {
            text = text(css);
            if (wish.test(text)) return text;
            Thread.sleep(20);
        }
        picture("late");
        throw new AssertionError(
                css + " still says: " + text + "\non a page that says:\n" + text("body") + "\n" + errors());
    }

    /// Waits until a script answers true.
    void awaitTrue(String what, String script) {
        Await.until(what, PATIENCE, () -> Boolean.TRUE.equals(script(script)));
    }

    void keys(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /// Goes from control to control as somebody without a mouse does, until the one that is meant has the focus.
    void tabTo(String css) {
        for (int i = 0; i < 60; i++) {
            if (Boolean.TRUE.equals(script("return document.activeElement.matches(arguments[0])", css))) return;
            keys(Keys.TAB);
        }
        throw new AssertionError("the keyboard does not reach " + css);
    }

    /// What the browser complained of since it was last asked.
    List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /// Whether the page is wider than the screen.
    boolean overflows() {
        return Boolean.TRUE.equals(
                script("return document.documentElement.scrollWidth > document.documentElement.clientWidth"));
    }

    /// What axe holds against the page, but for what is a trifle.
    @SuppressWarnings("unchecked") // what a script returns is a tree of maps and lists
    List<String> barriers() {
        if (!Boolean.TRUE.equals(script("return typeof axe === 'object'"))) script(rules());
        var found = (List<Map<String, Object>>) Objects.requireNonNull(driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run().then(result => done(result.violations
                    .filter(rule => rule.impact !== 'minor')
                    .map(rule => ({rule: rule.id + ' (' + rule.impact + ')',
                                   where: rule.nodes.map(node => node.html).slice(0, 3)}))));
                """));
        return found.stream().map(Object::toString).toList();
    }

    private static String rules() {
        try (var in = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Keeps what is seen now, as an artefact of the build.
    Path picture(String name) {
        try {
            Files.createDirectories(PICTURES);
            return Files.write(PICTURES.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The whole page, however long.
    Path wholePage(String name) {
        int height = number("return document.documentElement.scrollHeight");
        int width = number("return window.innerWidth");
        screen(width, height, width < 600);
        var picture = picture(name);
        screen(width, 900, width < 600);
        return picture;
    }

    private int number(String script) {
        return ((Number) Objects.requireNonNull(script(script))).intValue();
    }

    /// A browser that hangs does not quit when it is asked.
    @Override
    public void close() {
        var started = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("chrom"))
                .toList();
        try {
            driver.quit();
        } catch (WebDriverException e) {
            System.out.println("the browser did not quit: " + e.getMessage());
        } finally {
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
