package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.cluster.FailureDetector.Arrival;
import tandem.cluster.FailureDetector.Loss;

/// A detector with an interval of 10 ms and four misses.
class FailureDetectorTest {
    /// Messages of a process that is not young any more.
    private static final long OLD = 10_000;

    private final FailureDetector detector = new FailureDetector(
            new BeaconSettings(Duration.ofMillis(10), BeaconSettings.Misses.fixed(4), Optional.empty(), true));

    @Test
    void aNodeThatBeaconsIsNeverLost() {
        for (int time = 0; time < 1000; time += 10) {
            hear(time + 1, time);
            assertThat(detector.tick(at(time))).isEmpty();
        }
    }

    @Test
    void aNodeIsLostAfterTheMissesAndOnlyOnce() {
        hear(1, 0);
        assertThat(ticks(0, 30)).isEmpty();
        assertThat(ticks(40, 200)).containsExactly(new Loss("b", 7, Duration.ofMillis(40), "silent for 40 ms"));
    }

    @Test
    void aTimeInWhichThisNodeStoodStillCountsForOneInterval() {
        ticks(0, 20);
        hear(1, 20);
        assertThat(detector.tick(at(5000))).isEmpty();
        assertThat(detector.tick(at(5010))).isEmpty();
        assertThat(detector.tick(at(5020))).isEmpty();
        assertThat(detector.tick(at(5030))).hasSize(1);
    }

    @Test
    void ticksThatFollowEachOtherTooFastCountForWhatTheyAre() {
        hear(1, 0);
        ticks(0, 10);
        for (int i = 0; i < 100; i++) assertThat(detector.tick(at(11))).isEmpty();
    }

    @Test
    void theSilenceBeginsWithTheLastBeaconAndNotWithTheTickBeforeIt() {
        ticks(0, 10);
        hear(1, 18);
        assertThat(ticks(20, 50)).isEmpty();
        assertThat(detector.tick(at(60))).containsExactly(new Loss("b", 7, Duration.ofMillis(42), "silent for 42 ms"));
    }

    @Test
    void aBeaconEndsTheSilence() {
        hear(1, 0);
        ticks(0, 30);
        hear(2, 35);
        assertThat(ticks(40, 70)).isEmpty();
        assertThat(ticks(80, 90)).hasSize(1);
    }

    @Test
    void aRefusalIsBelievedOnceTheNodeIsSilentForAnIntervalAndAHalf() {
        assertThat(detector.refused("b", at(0))).isEmpty();
        hear(1, 0);
        assertThat(detector.refused("b", at(14))).isEmpty();
        assertThat(detector.refused("b", at(15)))
                .contains(new Loss("b", 7, Duration.ofMillis(15), "its host says that its process is gone"));
        assertThat(detector.refused("b", at(16))).isEmpty();
    }

    @Test
    void aHostThatRefusesWhileItsNodeIsThereIsNotBelievedForAWhile() {
        hear(1, 0);
        assertThat(detector.refused("b", at(5))).isEmpty();
        hear(2, 10);
        assertThat(detector.refused("b", at(27))).as("a gap").isEmpty();
        hear(3, 28);
        int doubted = 28 + (int) FailureDetector.DOUBTED.toMillis();
        for (int time = 30; time < doubted; time += 10) hear(time, time);
        hear(doubted, doubted);
        assertThat(detector.refused("b", at(doubted + 15))).isPresent();
    }

    @Test
    void aRefusalOfAnEarlierLifeSpeaksNotAgainstTheNext() {
        hear(1, 0);
        assertThat(detector.refused("b", at(5))).isEmpty();
        detector.heard(beacon(8, 1), true, at(10));
        assertThat(detector.refused("b", at(25))).isPresent();
    }

    @Test
    void aNodeThatBeaconsAtAnotherPaceIsMeasuredByTheSlowerOne() {
        NodeState slow = beacon(7, 1).with(Profile.of(100).beaconing(Duration.ofMillis(100)));
        detector.heard(slow, false, at(0));
        assertThat(detector.refused("b", at(149))).isEmpty();
        assertThat(ticks(0, 390)).isEmpty();
        assertThat(ticks(400, 400)).hasSize(1);

        NodeState quick = beacon("c", 7, OLD).with(Profile.of(100).beaconing(Duration.ofMillis(1)));
        detector.heard(quick, false, at(400));
        assertThat(ticks(400, 430)).isEmpty();
        assertThat(ticks(440, 440)).hasSize(1);
    }

    @Test
    void namesOfThoseWhoWereLostAreForgotten() {
        for (int i = 0; i < FailureDetector.MAX_NODES; i++) detector.heard(beacon("n" + i, 1, OLD), false, at(i));
        ticks(300, 700);
        assertThat(detector.heard(beacon("late", 1, OLD), false, at(700))).isEqualTo(Arrival.FIRST);
        assertThat(detector.lateness())
                .hasSize(FailureDetector.MAX_NODES)
                .containsKey("n1")
                .doesNotContainKey("n0");
        detector.tick(at(701 + (int) FailureDetector.FORGOTTEN.toMillis()));
        assertThat(detector.lateness()).containsOnlyKeys("late");
    }

    @Test
    void aLostNodeThatIsHeardAgainComesFirst() {
        assertThat(hear(1, 0)).isEqualTo(Arrival.FIRST);
        assertThat(hear(2, 10)).isEqualTo(Arrival.NEWER);
        ticks(0, 100);
        assertThat(hear(3, 110)).isEqualTo(Arrival.FIRST);
    }

    @Test
    void lateDoubledAndReplayedBeaconsAreStale() {
        assertThat(hear(5, 0)).isEqualTo(Arrival.FIRST);
        assertThat(hear(5, 1)).isEqualTo(Arrival.STALE);
        assertThat(hear(4, 2)).isEqualTo(Arrival.STALE);
        assertThat(detector.heard(beacon(6, 99), false, at(3))).isEqualTo(Arrival.STALE);
        // They do not end a silence either.
        assertThat(ticks(0, 40)).hasSize(1);
        assertThat(hear(5, 50)).isEqualTo(Arrival.STALE);
    }

    @Test
    void aRestartedNodeComesFirstAlsoWhenItsClockWentBackAndItAnswersUs() {
        hear(5, 0);
        assertThat(detector.heard(beacon(8, 1), false, at(5))).isEqualTo(Arrival.FIRST);
        assertThat(detector.heard(beacon(3, 1), true, at(10))).isEqualTo(Arrival.STALE);
        ticks(0, 100);
        assertThat(detector.heard(beacon(3, 2), false, at(110))).isEqualTo(Arrival.STALE);
        assertThat(detector.heard(beacon(3, 3), true, at(120))).isEqualTo(Arrival.FIRST);
        assertThat(detector.heard(beacon(3, 4), true, at(130))).isEqualTo(Arrival.NEWER);
    }

    @Test
    void thereIsALimitToWhomItWatches() {
        for (int i = 0; i < FailureDetector.MAX_NODES; i++)
            assertThat(detector.heard(beacon("n" + i, 1, 1), false, at(0))).isEqualTo(Arrival.FIRST);
        assertThat(detector.heard(beacon("late", 1, 1), false, at(0))).isEqualTo(Arrival.STALE);
    }

    @Test
    void aNewcomerIsGivenTheLongestPatienceForSomeSeconds() {
        assertThat(silenceBorne(adaptive(), 1, 1000)).isEqualTo(100);
        assertThat(silenceBorne(calm(), 3, 30_010)).isEqualTo(40);
    }

    @Test
    void aYoungProcessIsGivenTheLongestPatienceHoweverRegularItIs() {
        assertThat(silenceBorneAfter(2_000)).isEqualTo(100);
        assertThat(silenceBorneAfter(2_990)).isEqualTo(100);
        assertThat(silenceBorneAfter(4_100)).isEqualTo(40);
    }

    /// The same for a process that has beaconed on time since its start.
    private static int silenceBorneAfter(int beacons) {
        var listener = adaptive();
        for (int sequence = 1; sequence <= beacons; sequence++) {
            listener.tick(at(10 * sequence));
            listener.heard(beacon("b", 7, sequence), false, at(10 * sequence));
        }
        int silence = 0;
        do silence += 10;
        while (listener.tick(at(10 * beacons + silence)).isEmpty());
        return silence;
    }

    @Test
    void aBeaconThatComesLateMakesItPatientForSomeSecondsAndNotForEver() {
        var late = calm();
        hearAfter(late, 3, 30_010, 35);
        assertThat(silenceBorne(late, 4, 30_050)).isEqualTo(70);
        late = calm();
        hearAfter(late, 3, 30_010, 35);
        assertThat(silenceBorne(late, 4, 42_000)).isEqualTo(40);
    }

    @Test
    void itsPatienceHasALimit() {
        var late = calm();
        hearAfter(late, 3, 30_010, 35);
        hearAfter(late, 4, 30_050, 60);
        assertThat(silenceBorne(late, 5, 30_120)).isEqualTo(100);
    }

    @Test
    void aNodeThatComesBackIsANewcomerAgain() {
        var back = calm();
        assertThat(silenceBorne(back, 3, 30_010)).isEqualTo(40);
        assertThat(silenceBorne(back, 4, 30_060)).isEqualTo(100);
    }

    @Test
    void aHostThatIsSilentTooCostsTheNodeItsPatience() {
        assertThat(silenceBorne(askingThatAnswered(), 3, 31_010, false)).isEqualTo(60);
    }

    @Test
    void aNodeWhoseHostAnswersIsGivenTheUsualPatience() {
        assertThat(silenceBorne(askingThatAnswered(), 3, 31_010, true)).isEqualTo(80);
    }

    @Test
    void beaconsThatCameLateCountWithASilentHostToo() {
        var late = askingThatAnswered();
        hearAfter(late, 3, 31_010, 45);
        assertThat(silenceBorne(late, 4, 31_060, false)).isEqualTo(90);
    }

    @Test
    void hostsAreNotAskedWhereNothingFollowsFromIt() {
        hear(1, 0);
        assertThat(detector.questions(at(0))).isEmpty();
    }

    /// Eight misses, six when the host is silent; the host has just answered a question.
    private static FailureDetector askingThatAnswered() {
        var misses = new BeaconSettings.Misses(6, 8, 10);
        var asking = new FailureDetector(new BeaconSettings(Duration.ofMillis(10), misses, Optional.empty(), true));
        for (int time = 0; time <= 31_000; time += 10) {
            asking.tick(at(time));
            asking.heard(beacon(7, time - 31_998), false, at(time));
            for (String node : asking.questions(at(time))) asking.hostAnswered(node, at(time + 1));
        }
        return asking;
    }

    private static int silenceBorne(FailureDetector listener, long sequence, int time, boolean hostAnswers) {
        listener.heard(beacon(7, sequence), false, at(time));
        int silence = 0;
        do {
            silence += 10;
            for (String node : listener.questions(at(time + silence)))
                if (hostAnswers) listener.hostAnswered(node, at(time + silence + 1));
        } while (listener.tick(at(time + silence)).isEmpty());
        return silence;
    }

    @Test
    void itTellsHowLongASilenceMayStillLast() {
        assertThat(detector.untilLoss(at(0))).isEmpty();
        detector.tick(at(0));
        hear(1, 5);
        detector.tick(at(10));
        assertThat(detector.untilLoss(at(10))).contains(Duration.ofMillis(35));
        assertThat(detector.untilLoss(at(17))).contains(Duration.ofMillis(28));
        for (int time = 20; time <= 40; time += 10)
            assertThat(detector.tick(at(time))).isEmpty();
        assertThat(detector.untilLoss(at(40))).contains(Duration.ofMillis(5));
        assertThat(detector.tick(at(45))).hasSize(1);
        assertThat(detector.untilLoss(at(45))).isEmpty();
    }

    private static FailureDetector adaptive() {
        return new FailureDetector(
                new BeaconSettings(Duration.ofMillis(10), new BeaconSettings.Misses(4, 4, 10), Optional.empty(), true));
    }

    /// One that has heard the node for long, without a late beacon.
    private static FailureDetector calm() {
        var listener = adaptive();
        for (int time = 0; time <= 30_000; time += 10) {
            listener.tick(at(time));
            listener.heard(beacon(7, time - 29_998), false, at(time));
        }
        return listener;
    }

    /// So many milliseconds pass until the next beacon.
    private static void hearAfter(FailureDetector listener, long sequence, int time, int gap) {
        for (int passed = 0; passed < gap; passed += 10)
            assertThat(listener.tick(at(time - 10 + passed))).isEmpty();
        listener.heard(beacon(7, sequence), false, at(time - 10 + gap));
    }

    /// For how many milliseconds a node is silent after a beacon until it is lost.
    private static int silenceBorne(FailureDetector listener, long sequence, int time) {
        listener.tick(at(time));
        listener.heard(beacon(7, sequence), false, at(time));
        int silence = 0;
        do silence += 10;
        while (listener.tick(at(time + silence)).isEmpty());
        return silence;
    }

    private Arrival hear(long sequence, int time) {
        return detector.heard(beacon(7, sequence), false, at(time));
    }

    private List<Loss> ticks(int from, int to) {
        List<Loss> losses = new ArrayList<>();
        for (int time = from; time <= to; time += 10) losses.addAll(detector.tick(at(time)));
        return losses;
    }

    private static NodeState beacon(long incarnation, long sequence) {
        return beacon("b", incarnation, OLD + sequence);
    }

    private static NodeState beacon(String node, long incarnation, long sequence) {
        return new NodeState(node, incarnation, sequence, 100, new Fitness.Fit(), Map.of(), Map.of(), Map.of());
    }

    private static Duration at(int millis) {
        return Duration.ofMillis(millis);
    }
}
