package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.CONSERVATION;
import static io.distributedscheduler.test.history.Invariant.KEYWORD_EXACTLY_ONCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import org.junit.jupiter.api.Test;

class KeywordRulesTest {

    private final Tale tale = new Tale().scheduled("job", Tale.ON_ORDER, 0);

    @Test
    void seesAFireThatAJobWasNotHanded() {
        tale.fired("order", "one", 1).fired("order", "two", 1);
        run(20, 1);

        assertThat(waiting().broken()).containsExactly(KEYWORD_EXACTLY_ONCE);
    }

    /** How many runs of the job have ended. */
    private int ended;

    @Test
    void seesARunThatIsNotCounted() {
        tale.fired("order", "one", 1).fired("order", "two", 1);
        run(20, 1);
        ended = 0;
        run(21, 2);

        assertThat(waiting().broken()).containsExactly(CONSERVATION);
    }

    @Test
    void permitsEachFireOnce() {
        tale.fired("order", "one", 1).fired("order", "two", 1);
        run(20, 1);
        run(21, 2);

        assertThat(waiting().broken()).isEmpty();
    }

    @Test
    void seesAFireThatMakesTwoRuns() {
        tale.fired("order", "one", 1);
        run(20, 1);
        run(21, 1);

        assertThat(waiting().broken()).containsExactly(KEYWORD_EXACTLY_ONCE);
    }

    @Test
    void permitsAFireWhoseClaimWasHandedBack() {
        tale.fired("order", "one", 1);
        claim(20, 1);
        tale.released("job", 20);
        run(21, 1);

        assertThat(waiting().broken()).isEmpty();
    }

    @Test
    void seesMoreRunsThanThereWereFires() {
        tale.fired("order", "one", 1);
        run(20, 1);
        run(21, 2);

        assertThat(waiting().broken()).containsExactly(KEYWORD_EXACTLY_ONCE);
    }

    @Test
    void countsARepeatedEventOnce() {
        tale.fired("order", "one", 1).fired("order", "one", 1);
        run(20, 1);

        assertThat(waiting().broken()).isEmpty();
    }

    @Test
    void permitsAFireThatMayNotHaveTakenEffect() {
        tale.fired("order", "one", 1).unknown();

        assertThat(waiting().broken()).isEmpty();
    }

    @Test
    void permitsAFireThatMayHaveTakenEffect() {
        tale.fired("order", "one", 1).unknown();
        run(20, 1);

        assertThat(waiting().broken()).isEmpty();
    }

    @Test
    void permitsFiresThatTheJobStandsBefore() {
        tale.fired("order", "one", 1).fired("order", "two", 1).fired("order", "three", 1);
        run(20, 1);
        tale.fact("keyword/order/job", "2").fact("fires/order", "3");

        assertThat(tale.inTheEnd("job", "order", JobState.SCHEDULED).broken()).isEmpty();
    }

    @Test
    void seesAJobThatWaitsAlthoughThereAreFires() {
        tale.fired("order", "one", 1).fact("keyword/order/job", "0").fact("fires/order", "1");

        assertThat(waiting().broken()).containsExactly(KEYWORD_EXACTLY_ONCE);
    }

    @Test
    void concludesNothingOfAJobThatDidNotHaveItsKeywordThroughout() {
        tale.fired("order", "one", 1).stopped("job").restarted("job", 1, "waiting");

        assertThat(waiting().broken()).isEmpty();
    }

    private void run(long token, long fire) {
        claim(token, fire);
        tale.completed("job", token, "next waiting").counts(1, 0, 0, 0);
        ended++;
    }

    private void claim(long token, long fire) {
        tale.claimed("job", token)
                .with(Fact.KEYWORD, "order")
                .with(Fact.FIRE, fire)
                .counts(ended, 0, 0, 0);
    }

    private Tale waiting() {
        return tale.inTheEnd("job", "order", JobState.WAITING);
    }
}
