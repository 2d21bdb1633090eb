package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.balance.Algorithm;
import tandem.config.InterfaceAddressFormat.InterfaceAddress;
import tandem.health.Probe.Statuses;
import tandem.health.Probe.Statuses.Range;

class FormatTest {
    private static final DurationFormat TIME = DurationFormat.between(Duration.ZERO, Duration.ofHours(2));
    private static final DurationFormat SECONDS = DurationFormat.wholeSeconds(1, 60);
    private static final SizeFormat SIZE = new SizeFormat(256, 1024 * 1024);
    private static final EndpointFormat LISTENER = EndpointFormat.listener("0.0.0.0:80");
    private static final EndpointFormat SERVER = EndpointFormat.server("10.0.0.1:80");
    private static final EndpointFormat NODE = EndpointFormat.withDefaultPort(5701, "10.0.0.1");

    @ParameterizedTest
    @CsvSource({"0s,0", "250ms,250", "2s,2000", "1m,60000", "90m,5400000", "2h,7200000", "007ms,7"})
    void aTimeIsANumberWithItsUnit(String text, long millis) {
        assertThat(TIME.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2",
                "s",
                "2 s",
                "2S",
                "-2s",
                "1.5s",
                "1m30s",
                "2d",
                "3h",
                "٢s",
                "9999999999999999999s",
                "999999999999999999h"
            })
    void anythingElseIsNoTime(String text) {
        assertThat(TIME.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1500ms", "0s", "61s", "2h"})
    void wholeSecondsHaveNoParts(String text) {
        assertThat(SECONDS.parse(text)).isEmpty();
        assertThat(SECONDS.parse("3000ms")).contains(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "1,1ms", "1500,1500ms", "2000,2s", "60000,1m", "90000,90s", "3600000,1h"})
    void aTimeIsShownAsOneWouldWriteIt(long millis, String text) {
        assertThat(DurationFormat.text(Duration.ofMillis(millis))).isEqualTo(text);
        assertThat(TIME.parse(text)).contains(Duration.ofMillis(millis));
    }

    @Test
    void aTimeWithoutAUnitIsTakenForSecondsInTheSuggestionOnly() {
        assertThat(TIME.parse("5")).isEmpty();
        assertThat(TIME.suggestion("5")).contains("5s");
        assertThat(TIME.suggestion("five")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"256,256", "512B,512", "64KiB,65536", "1MiB,1048576"})
    void aSizeIsANumberOfBytes(String text, int bytes) {
        assertThat(SIZE.parse(text)).contains(bytes);
    }

    @ParameterizedTest
    @CsvSource({"64k,64KiB", "64K,64KiB", "64kb,64KiB", "64 KiB,64KiB", "1m,1MiB", "512b,512B"})
    void otherSpellingsOfASizeAreRefusedWithTheRightOne(String text, String better) {
        assertThat(SIZE.parse(text)).isEmpty();
        assertThat(SIZE.suggestion(text)).contains(better);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "255B", "2MiB", "1GiB", "-1", "0x100"})
    void anythingElseIsNoSize(String text) {
        assertThat(SIZE.parse(text)).isEmpty();
        assertThat(SIZE.suggestion(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0:80,0.0.0.0,80", "127.0.0.1:0,127.0.0.1,0", "[::1]:8080,::1,8080", "[::]:65535,::,65535"})
    void aListenerIsAnAddressAndAPort(String text, String host, int port) {
        assertThat(LISTENER.parse(text)).contains(new Endpoint(host, port));
        assertThat(new Endpoint(host, port).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "80",
                "0.0.0.0",
                "0.0.0.0:",
                "0.0.0.0:65536",
                "0.0.0.0:-1",
                "::1:80",
                "[::1]",
                "[::1:80",
                "[10.0.0.1]:80",
                "10.0.0:80",
                "10.0.0.256:80",
                "010.0.0.1:80",
                "localhost:80",
                "[fe80::1%lo]:80",
                "[[::1]]:80"
            })
    void anythingElseIsNoListener(String text) {
        assertThat(LISTENER.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"localhost:80,127.0.0.1:80", "*:80,0.0.0.0:80", "::1:80,[::1]:80"})
    void commonSlipsOfAListenerAreNamed(String text, String better) {
        assertThat(LISTENER.suggestion(text)).contains(better);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat:80", "tomcat-1.example.org:8080", "tomcat_1:80", "10.0.0.1:80", "[fd00::1]:80"})
    void aServerMayHaveAName(String text) {
        assertThat(SERVER.parse(text).map(Endpoint::text)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tomcat", "tomcat:0", "-a:80", "a-:80", "a..b:80", "10.0.0.300:80", "a b:80", "http://a:80"})
    void aServerNeedsAGoodNameAndAPort(String text) {
        assertThat(SERVER.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,10.0.0.1,5701",
        "10.0.0.1:5702,10.0.0.1,5702",
        "fd00::1,fd00::1,5701",
        "[fd00::1]:5702,fd00::1,5702"
    })
    void aNodeHasADefaultPort(String text, String host, int port) {
        assertThat(NODE.parse(text)).contains(new Endpoint(host, port));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:80,127.0.0.1:80,true",
        "0.0.0.0:80,127.0.0.1:80,true",
        "127.0.0.1:80,0.0.0.0:80,true",
        "[::]:80,127.0.0.1:80,true",
        "[::1]:80,[0:0:0:0:0:0:0:1]:80,true",
        "0.0.0.0:80,[::1]:80,false",
        "127.0.0.1:80,127.0.0.2:80,false",
        "127.0.0.1:80,127.0.0.1:81,false",
        "0.0.0.0:0,0.0.0.0:0,false"
    })
    void listenersCollideOnTheSamePortOfAnAddressThatBothTake(String one, String other, boolean collide) {
        assertThat(LISTENER.parse(one)
                        .orElseThrow()
                        .collidesWith(LISTENER.parse(other).orElseThrow()))
                .isEqualTo(collide);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/8", "0.0.0.0/0", "192.168.17.129/32", "fd00::/8", "::1/128"})
    void aBlockIsTakenAsItIsWritten(String text) {
        assertThat(new BlockFormat().parse(text)).contains(text);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3/8,10.0.0.0/8",
        "10.0.0.1,10.0.0.1/32",
        "::1,::1/128",
        "10.0.0.0/08,10.0.0.0/8",
        "192.168.17.129/25,192.168.17.128/25"
    })
    void aBlockWithBitsBehindItsPrefixIsRefusedWithTheRightOne(String text, String better) {
        assertThat(new BlockFormat().parse(text)).isEmpty();
        assertThat(new BlockFormat().suggestion(text)).contains(better);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "10.0.0.0/33", "::/129", "10.0.0/8", "all", "10.0.0.0/"})
    void anythingElseIsNoBlock(String text) {
        assertThat(new BlockFormat().parse(text)).isEmpty();
        assertThat(new BlockFormat().suggestion(text)).isEmpty();
    }

    @Test
    void aVirtualAddressHasAPrefixLengthOfItsOwnOrThatOfOneAddress() {
        var format = new InterfaceAddressFormat();
        assertThat(format.parse("10.0.0.9")).contains(new InterfaceAddress("10.0.0.9", 32));
        assertThat(format.parse("10.0.0.9/24")).contains(new InterfaceAddress("10.0.0.9", 24));
        assertThat(format.parse("fd00::9")).contains(new InterfaceAddress("fd00::9", 128));
        assertThat(format.parse("fd00::9/64")).contains(new InterfaceAddress("fd00::9", 64));
        for (String wrong : new String[] {
            "10.0.0.9/0",
            "10.0.0.9/33",
            "0.0.0.0",
            "0.1.2.3",
            "224.0.0.18",
            "255.255.255.255",
            "web",
            "",
            "fd00::9/129",
            "fe80::9",
            "::1",
            "ff02::9",
            "::ffff:10.0.0.9",
            "fd00::9%eth0"
        }) assertThat(format.parse(wrong)).as(wrong).isEmpty();
    }

    @Test
    void statusesAreRangesOrSingleOnes() {
        var format = new StatusRangeFormat();
        assertThat(format.parse("200")).contains(new Statuses(List.of(new Range(200, 200))));
        assertThat(format.parse("200-399")).contains(Statuses.DEFAULT);
        assertThat(format.parse("200-299, 401"))
                .contains(new Statuses(List.of(new Range(200, 299), new Range(401, 401))));
        for (String wrong :
                new String[] {"", "-", "2xx", "100", "600", "399-200", "200-", "-399", "200-300-400", "200,", ",200"})
            assertThat(format.parse(wrong)).as(wrong).isEmpty();
    }

    @Test
    void aPartIsInPercent() {
        var format = new PercentFormat(1, 100);
        assertThat(format.parse("1%")).contains(1);
        assertThat(format.parse("100%")).contains(100);
        for (String wrong : new String[] {"", "%", "0%", "101%", "50", "5.5%", "-1%", "50 %"})
            assertThat(format.parse(wrong)).as(wrong).isEmpty();
        assertThat(format.suggestion("50")).contains("50%");
    }

    @Test
    void aHashKeyIsWrittenAsItIsRead() {
        var format = new HashKeyFormat();
        for (String right : new String[] {"client-address", "uri", "header x-user", "cookie Cart"})
            assertThat(format.parse(right).orElseThrow().text()).isEqualTo(right);
        for (String wrong : new String[] {"", "header", "header ", "cookie a b", "cookie a=", "ip", "header x:"})
            assertThat(format.parse(wrong)).as(wrong).isEmpty();
    }

    @Test
    void choicesAreInKebabCase() {
        var format = ChoiceFormat.of(EnumSet.of(Algorithm.ROUND_ROBIN, Algorithm.LEAST_CONNECTIONS));
        assertThat(format.parse("least-connections")).contains(Algorithm.LEAST_CONNECTIONS);
        assertThat(format.parse("LEAST_CONNECTIONS")).isEmpty();
        assertThat(format.suggestion("leastConnections")).contains("least-connections");
        assertThat(format.expected()).isEqualTo("round-robin or least-connections");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no", "on", "off", "True", "1"})
    void onlyTrueAndFalseAreTruthValues(String text) {
        assertThat(ChoiceFormat.truth().parse(text)).isEmpty();
        assertThat(ChoiceFormat.truth().parse("true")).contains(true);
    }

    @Test
    void aTargetStartsWithASlashAndHasNoFragment() {
        var format = new TargetFormat();
        assertThat(format.parse("/health?deep=1")).contains("/health?deep=1");
        for (String wrong : new String[] {"", "health", "/a b", "/a#b", "/ä", "/\r\nX: y", "/" + "a".repeat(1024)})
            assertThat(format.parse(wrong)).as(wrong).isEmpty();
    }

    @Test
    void namesStartWithALetterOrDigit() {
        for (String name : new String[] {"a", "proxy-a", "10.0.0.1", "A_b.c-9", "a".repeat(63)})
            assertThat(TextFormat.NAME.parse(name)).as(name).contains(name);
        for (String wrong : new String[] {"", "-a", ".a", "a b", "a:b", "ä", "a\n", "a".repeat(64)})
            assertThat(TextFormat.NAME.parse(wrong)).as(wrong).isEmpty();
        assertThat(TextFormat.BACKEND_NAME.parse("[fd00::1]:8080")).isPresent();
        assertThat(TextFormat.DEVICE.parse("eth0.17@x")).isPresent();
        for (String wrong : new String[] {"", "..", "a/b", "a b", "eth0:1", "a".repeat(16)})
            assertThat(TextFormat.DEVICE.parse(wrong)).as(wrong).isEmpty();
    }

    @Test
    void aWordMayStandForAValue() {
        var format = new WordOr<>("auto", 4, new IntegerFormat(1, 8));
        assertThat(format.parse("auto")).contains(4);
        assertThat(format.parse("7")).contains(7);
        assertThat(format.parse("9")).isEmpty();
        assertThat(format.expected()).isEqualTo("auto or a number from 1 to 8");
    }

    @Test
    void whatIsShownHasNothingThatATerminalObeys() {
        assertThat(Quoted.text("a\u001b[31mb\n\"\\\u202E")).isEqualTo("\"a\\u{1b}[31mb\\n\\\"\\\\\\u{202e}\"");
        assertThat(Quoted.text("x".repeat(100))).isEqualTo("\"" + "x".repeat(60) + "…\"");
        assertThat(Quoted.key("rise")).isEqualTo("rise");
        assertThat(Quoted.key("r.i")).isEqualTo("\"r.i\"");
    }

    @ParameterizedTest
    @CsvSource({
        "intervall,interval",
        "inteval,interval",
        "itnerval,interval",
        "Interval,interval",
        "int,interval",
        "timeuot,timeout"
    })
    void theNearestKnownWordIsSuggested(String found, String meant) {
        assertThat(Suggestion.among(List.of("path", "interval", "timeout"), found))
                .contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "color", "x", "in", "patience"})
    void whatIsNearToNothingGetsNoSuggestion(String found) {
        assertThat(Suggestion.among(List.of("path", "interval", "timeout"), found))
                .isEqualTo(Optional.empty());
    }
}
