package io.distributedscheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.LimitRecord.First;
import io.distributedscheduler.store.LimitRecord.Starts;
import io.distributedscheduler.store.LimitRecord.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitRecordTest {

    private static final Limit RATE = Limit.rate(2, Duration.ofSeconds(1));
    private static final Limit ONE = Limit.atOnce(1);

    @Test
    void startsCountAsLongAsTheirWindow() {
        LimitRecord record = LimitRecord.NONE.claimed("a", RATE, 1_000, 1_000).claimed("a", RATE, 1_400, 1_400);

        assertThat(record.free(RATE, 1_999)).isZero();
        assertThat(record.opensAt(RATE, 1_999)).isEqualTo(2_000);
        assertThat(record.free(RATE, 2_000)).isEqualTo(1);
        assertThat(record.free(RATE, 2_400)).isEqualTo(2);
        assertThat(record.remembersUntil()).contains(2_400L);
    }

    @Test
    void runsCountUntilTheyEnd() {
        LimitRecord record = LimitRecord.NONE.claimed("a", ONE, 0, 0);

        assertThat(record.free(ONE, 0)).isZero();
        assertThat(record.opensAt(ONE, 0)).isEqualTo(LimitRecord.NEVER);
        assertThat(record.ended().free(ONE, 0)).isEqualTo(1);
        assertThat(record.ended().ended().held()).isZero();
    }

    @Test
    void aStartThatWasNoneIsTakenBack() {
        LimitRecord record = LimitRecord.NONE
                .claimed("a", RATE, 1_000, 1_000)
                .claimed("a", RATE, 1_000, 1_000)
                .withoutStartAt(1_000);

        assertThat(record.log()).containsExactly(new Starts(1_000, 1));
        assertThat(record.withoutStartAt(1_000).log()).isEmpty();
    }

    @Test
    void manyStartsAreRememberedByHundredthsOfTheirWindow() {
        Limit many = Limit.rate(1_000, Duration.ofSeconds(10));
        LimitRecord record = LimitRecord.NONE;
        for (int ms = 0; ms < 1_000; ms++) {
            record = record.claimed("a", many, ms, ms);
        }

        assertThat(record.log()).hasSize(10).startsWith(new Starts(99, 100)).endsWith(new Starts(999, 100));
        assertThat(record.opensAt(many, 1_000)).isEqualTo(10_099);
    }

    @Test
    void jobsOfAKeyWithOtherLimitsDoNotMakeItLong() {
        Limit exact = Limit.rate(100, Duration.ofHours(1));
        LimitRecord record = LimitRecord.NONE;
        for (int ms = 0; ms < 500; ms++) {
            record = record.claimed("a", exact, ms, ms);
        }

        assertThat(record.log()).hasSize(101);
        assertThat(record.log().stream().mapToInt(Starts::count).sum()).isEqualTo(500);
    }

    @Test
    void whereOneMayStartItIsTheTurnOfWhoWaitsLongest() {
        Map<String, First> waiting = Map.of("a", new First(20, ONE), "b", new First(10, ONE));
        var first = LimitRecord.NONE.opening(new TreeMap<>(waiting), 100);

        assertThat(first.opens()).containsEntry("b", 10L).containsEntry("a", 100 + LimitRecord.TURN_MS);
        assertThat(first.record().turn()).contains(new Turn("b", 100));

        // It stays its turn, from when it was asked.
        var later = first.record().opening(new TreeMap<>(waiting), 600);
        assertThat(later.opens()).containsEntry("a", 100 + LimitRecord.TURN_MS);
        assertThat(later.record().claimed("b", ONE, 600, 600).turn()).isEmpty();
    }

    @Test
    void whereSeveralMayStartNobodyWaitsForATurn() {
        Limit two = Limit.atOnce(2);
        var opening =
                LimitRecord.NONE.opening(new TreeMap<>(Map.of("a", new First(20, two), "b", new First(10, two))), 100);

        assertThat(opening.opens()).containsEntry("b", 10L).containsEntry("a", 20L);
    }

    @Test
    void isReadAsItWasWritten() {
        for (LimitRecord record : List.of(
                LimitRecord.NONE.claimed("mail", ONE, 0, 0),
                new LimitRecord(
                        3,
                        Limit.atOnce(3).andRate(7, Duration.ofMinutes(1)),
                        60_000,
                        List.of(new Starts(-5, 1), new Starts(7, 2)),
                        Optional.of(new Turn("mail@2#a%20b", 12)),
                        new TreeSet<>(List.of("mail@2#a%20b", "sms#a%20b"))))) {
            assertThat(LimitRecord.parse(record.text())).isEqualTo(record);
        }
        assertThat(LimitRecord.NONE.text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1|2|3", "1||||5*|", "1|9999999", "1||||||a b", "||||||||", "1|1|1/1|1|1*1|a@1|b|c"})
    void whatCannotBeReadIsNone(String text) {
        assertThat(LimitRecord.parse(text)).isEqualTo(LimitRecord.NONE);
    }
}
