package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.cluster.NodeStateCodec.Decoded;

class NodeStateCodecTest {
    private static final String TEXT = """
            {"node":"proxy-a","incarnation":1700000000000,"sequence":7,"priority":100,"fitness":{"is":"fit"},\
            "claims":{"vip":3},"terms":{"vip":3},"received":{"proxy-b":{"incarnation":5,"sequence":6}}}""";

    @Test
    void aStateIsReadableText() {
        assertThat(NodeStateCodec.encode(state(new Fitness.Fit()))).isEqualTo(TEXT);
    }

    @Test
    void everyFitnessSurvivesTheWay() {
        for (Fitness fitness : List.of(
                new Fitness.Fit(), new Fitness.Leaving(), new Fitness.Unfit(List.of("no \"backend\"", "ä ☃")))) {
            NodeState state = state(fitness);
            assertThat(NodeStateCodec.decode(NodeStateCodec.encode(state))).isEqualTo(new Decoded.Valid(state));
        }
    }

    @Test
    void whatIsSaidOfPlannedMovesSurvivesTheWay() {
        Handovers handovers = new Handovers(
                Map.of("vip", new Handovers.Offer("proxy-b", 7, 3, "192.168.17.129")),
                Map.of(
                        "other", new Handovers.Answer("proxy-b", 8, false, "no nft"),
                        "third", new Handovers.Answer("proxy-b", 9, true, "")));
        NodeState state = new NodeState(
                "proxy-a", 1, 7, 100, new Fitness.Fit(), new NodeState.Stakes(Map.of(), Map.of(), handovers), Map.of());

        assertThat(NodeStateCodec.decode(NodeStateCodec.encode(state))).isEqualTo(new Decoded.Valid(state));
    }

    @Test
    void aProfileAndPledgesSurviveTheWay() {
        Profile.Voting voting = new Profile.Voting("2 of a, b, c", Duration.ofMillis(4041));
        NodeState state = state(new Fitness.Fit())
                .with(Profile.of(90)
                        .warm(false)
                        .beaconing(Duration.ofMillis(5))
                        .serving(Map.of("web", "proxy-b", "mail", ""))
                        .voting(voting))
                .with(Map.of("web", new NodeState.Pledge("proxy-b", 5, 3, 6, Duration.ofMillis(4041))));

        assertThat(NodeStateCodec.decode(NodeStateCodec.encode(state))).isEqualTo(new Decoded.Valid(state));
    }

    @Test
    void anOlderVersionsPledgeIsOneOfNoLength() {
        String pledging = TEXT.replace(
                "\"received\"",
                "\"pledges\":{\"web\":{\"node\":\"proxy-b\",\"incarnation\":5,\"term\":3,\"sequence\":6}},\"received\"");
        assertThat(NodeStateCodec.decode(pledging))
                .isEqualTo(new Decoded.Valid(state(new Fitness.Fit())
                        .with(Map.of("web", new NodeState.Pledge("proxy-b", 5, 3, 6, Duration.ZERO)))));
        assertThat(NodeStateCodec.decode(pledging.replace("\"sequence\":6}},", "\"sequence\":6,\"length\":-1}},")))
                .isEqualTo(new Decoded.Malformed("length is a whole number from 0 to 600000, not -1"));
    }

    @Test
    void longReasonsAreCutSoThatTheNodeIsHeardAtAll() {
        List<String> reasons = Collections.nCopies(5000, "x".repeat(1000));

        String text = NodeStateCodec.encode(state(new Fitness.Unfit(reasons)));

        assertThat(text).hasSizeLessThan(NodeStateCodec.MAX_TEXT);
        assertThat(NodeStateCodec.decode(text)).isInstanceOf(Decoded.Valid.class);
    }

    @Test
    void whatALaterVersionSaysBesidesIsSkipped() {
        assertThat(NodeStateCodec.decode(TEXT.replace("{\"node\"", "{\"mood\":[1,{}],\"node\"")))
                .isEqualTo(new Decoded.Valid(state(new Fitness.Fit())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "\"proxy-a\"       | 7                | node is text, not 7",
                "\"proxy-a\"       | \" \"            | node is text, not",
                "\"sequence\":7    | \"sequence\":-1  | sequence is a whole number from 0 to 9223372036854775807, not -1",
                "\"sequence\":7    | \"sequence\":1.5 | sequence is a whole number from 0 to 9223372036854775807, not 1.5",
                "\"sequence\":7    | \"squence\":7    | sequence is a whole number from 0 to 9223372036854775807, not null",
                "\"priority\":100  | \"priority\":256 | priority is a whole number from 0 to 255, not 256",
                "\"priority\":100  | \"priority\":1,\"interval\":1001 | interval is a whole number from 0 to 1000, not 1001",
                "\"priority\":100  | \"priority\":1,\"vips\":[]  | vips is an object, not []",
                "\"priority\":100  | \"priority\":1,\"vips\":{\"web\":7}  | web is text, not 7",
                "\"priority\":100  | \"priority\":1,\"voting\":{\"pledge\":1}  | roll is text, not null",
                "\"priority\":100  | \"priority\":1,\"voting\":{\"roll\":\"x\"}  | pledge is a whole number from 0",
                "{\"is\":\"fit\"}  | \"fit\"          | fitness is an object, not fit",
                "\"is\":\"fit\"    | \"is\":\"good\"  | fitness is fit, unfit, leaving or witness, not good",
                "\"is\":\"fit\"    | \"is\":\"unfit\" | an unfit node gives no reasons",
                "\"is\":\"fit\"    | \"is\":\"unfit\",\"reasons\":[]  | an unfit node gives no reasons",
                "\"is\":\"fit\"    | \"is\":\"unfit\",\"reasons\":[1] | a reason that is not text: 1",
                "{\"vip\":3}       | {\"vip\":9223372036854775807} | vip is a whole number from 0 to 281474976710656, not 92233",
                "{\"vip\":3}       | [3]              | claims is an object, not [3]",
                "{\"incarnation\":5,| {                | incarnation is a whole number from 0 to 9223372036854775807, not null",
            })
    void nonsenseIsRefusedWithItsReason(String part, String instead, String reason) {
        assertThat(TEXT).contains(part);
        String nonsense =
                TEXT.substring(0, TEXT.indexOf(part)) + instead + TEXT.substring(TEXT.indexOf(part) + part.length());

        assertThat(NodeStateCodec.decode(nonsense))
                .isInstanceOfSatisfying(
                        Decoded.Malformed.class,
                        malformed -> assertThat(malformed.reason()).startsWith(reason));
    }

    @Test
    void whatIsNotJsonOrTooLongIsRefused() {
        assertThat(NodeStateCodec.decode("")).isEqualTo(new Decoded.Malformed("not a JSON object"));
        assertThat(NodeStateCodec.decode("[]")).isEqualTo(new Decoded.Malformed("not a JSON object"));
        assertThat(NodeStateCodec.decode("{\"node\":")).isEqualTo(new Decoded.Malformed("not a JSON object"));
        assertThat(NodeStateCodec.decode("x".repeat(65_537)))
                .isEqualTo(new Decoded.Malformed("65537 characters, more than 65536"));
    }

    private static NodeState state(Fitness fitness) {
        return new NodeState(
                "proxy-a",
                1_700_000_000_000L,
                7,
                100,
                fitness,
                Map.of("vip", 3L),
                Map.of("vip", 3L),
                Map.of("proxy-b", new NodeState.Mark(5, 6)));
    }
}
