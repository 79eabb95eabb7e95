package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.ScheduleAnswer;
import io.distributedscheduler.store.TrimLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code trim} and retention promise. */
abstract class TrimmingContract extends StoreContract {

    private static final Duration DAY = Duration.ofDays(1);
    private static final TrimLimits MANY = new TrimLimits(1_000, DAY);

    @Test
    void thereIsNothingToForgetAtFirst() {
        assertThat(store.trim(0, MANY, 10)).isFalse();
        assertThat(facts()).isEmpty();
    }

    @Test
    void aResultIsForgottenWhenItsRetentionEnds() {
        finish(A, running(oneTime("invoice"), A));

        advance(KEPT.keepFor().minusMillis(1));
        store.trim(0, MANY, 10);
        assertThat(runs("invoice")).hasSize(1);

        advance(Duration.ofMillis(1));
        assertThat(runs("invoice")).hasSize(1);
        assertThat(store.trim(0, MANY, 10)).isFalse();
        assertThat(runs("invoice")).isEmpty();
        assertThat(facts()).doesNotContainKey("result/invoice");
    }

    @Test
    void theListOfAFinishedJobIsForgottenWhenItsRetentionEnds() {
        failAndRetry(A, running(oneTime("invoice"), A), Duration.ZERO);
        finish(A, claimOne(A));

        advance(KEPT.keepFor());
        store.trim(0, MANY, 10);

        assertThat(runs("invoice")).isEmpty();
    }

    @Test
    void theListOfARemovedJobIsForgottenWhenItsRetentionEnds() {
        succeedAndGoOn(A, running(repeating("sync"), A), new Due.In(MINUTE));
        advance(DAY);
        remove("sync");

        advance(KEPT.keepFor().minusMillis(1));
        store.trim(0, MANY, 10);
        assertThat(runs("sync")).hasSize(1);

        advance(Duration.ofMillis(1));
        store.trim(0, MANY, 10);
        assertThat(runs("sync")).isEmpty();
    }

    @Test
    void theListOfAJobThatExistsIsKept() {
        succeedAndGoOn(A, running(repeating("sync"), A), new Due.In(MINUTE));
        complete(A, running(repeating("failed"), A), Outcome.FAILED, new After.Failed("gave up"));
        advance(DAY.multipliedBy(365));

        assertThat(store.trim(0, new TrimLimits(0, Duration.ZERO), 10)).isFalse();

        assertThat(runs("sync")).hasSize(1);
        assertThat(runs("failed")).hasSize(1);
    }

    @Test
    void theRetentionOfARemovedJobIsNotShortenedByTheEndOfItsRun() {
        succeedAndGoOn(A, running(repeating("sync"), A), AT_ONCE);
        Claim claim = claimOne(A);
        remove("sync", new Retention(20, DAY));
        complete(A, ending(claim, Outcome.STOPPED, new After.Finished(), new Retention(20, SECOND)));

        advance(DAY.minusMillis(1));
        store.trim(0, MANY, 10);
        assertThat(runs("sync")).hasSize(2);

        advance(Duration.ofMillis(1));
        store.trim(0, MANY, 10);
        assertThat(runs("sync")).isEmpty();
    }

    @Test
    void theRetentionOfARemovedJobIsProlongedByTheEndOfItsRun() {
        succeedAndGoOn(A, running(repeating("sync"), A), AT_ONCE);
        Claim claim = claimOne(A);
        remove("sync", new Retention(20, MINUTE));
        advance(MINUTE.dividedBy(2));
        complete(A, ending(claim, Outcome.STOPPED, new After.Finished(), new Retention(20, MINUTE)));

        advance(MINUTE.minusMillis(1));
        store.trim(0, MANY, 10);

        assertThat(runs("sync")).hasSize(2);
    }

    @Test
    void aJobThatWasScheduledAgainKeepsItsList() {
        failAndRetry(A, running(oneTime("invoice"), A), Duration.ZERO);
        finish(A, claimOne(A));
        schedule(oneTime("invoice"), new Due.In(DAY));

        advance(KEPT.keepFor());
        store.trim(0, MANY, 10);

        assertThat(runs("invoice")).hasSize(2);
    }

    @Test
    void theResultOfAnEarlierJobOfTheSameIdIsForgotten() {
        finish(A, running(oneTime("invoice"), A));
        schedule(oneTime("invoice"), new Due.In(DAY));

        advance(KEPT.keepFor());
        store.trim(0, MANY, 10);

        assertThat(runs("invoice")).isEmpty();
        assertThat(state("invoice")).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void noMoreThanTheLimitIsForgottenByTheTimeItsRetentionEnds() {
        for (int i = 5; i >= 1; i--) {
            complete(
                    A,
                    ending(
                            running(oneTime("job-" + i), A),
                            Outcome.SUCCEEDED,
                            new After.Finished(),
                            new Retention(1, Duration.ofSeconds(i))));
        }
        advance(Duration.ofSeconds(4));

        assertThat(store.trim(0, MANY, 3)).isTrue();
        assertThat(results()).containsExactly("job-4", "job-5");
        assertThat(store.trim(0, MANY, 3)).isFalse();
        assertThat(results()).containsExactly("job-5");
    }

    @Test
    void theAnswerIsWhetherTheLimitWasReached() {
        finish(A, running(oneTime("invoice"), A));
        advance(KEPT.keepFor());

        assertThat(store.trim(0, MANY, 1)).isTrue();
        assertThat(store.trim(0, MANY, 1)).isFalse();
    }

    @Test
    void noMoreFinishedJobsAreKeptThanAllowedTheFirstToExpireGoFirst() {
        for (String job : List.of("c", "a", "b", "d")) {
            complete(
                    A,
                    ending(
                            running(oneTime(job), A),
                            Outcome.SUCCEEDED,
                            new After.Finished(),
                            new Retention(1, job.equals("d") ? SECOND : MINUTE)));
        }

        assertThat(store.trim(0, new TrimLimits(2, DAY), 10)).isFalse();

        assertThat(results()).containsExactly("b", "c");
    }

    @Test
    void aFailedJobIsForgottenWithItsRuns() {
        complete(A, running(oneTime("invoice"), A), Outcome.FAILED, new After.Failed("gave up"));

        advance(DAY.minusMillis(1));
        store.trim(0, MANY, 10);
        assertThat(state("invoice")).isEqualTo(JobState.FAILED);

        advance(Duration.ofMillis(1));
        store.trim(0, MANY, 10);
        assertThat(store.find(id("invoice"))).isEmpty();
        assertThat(runs("invoice")).isEmpty();
        assertThat(schedule(oneTime("invoice"), AT_ONCE)).isEqualTo(new ScheduleAnswer.Created(now()));
    }

    @Test
    void failedJobsAreForgottenLongestFirstWithinTheLimit() {
        for (String job : List.of("c", "a", "b")) {
            complete(A, running(oneTime(job), A), Outcome.FAILED, new After.Failed("gave up"));
            advance(SECOND);
        }
        advance(DAY);

        assertThat(store.trim(0, MANY, 2)).isTrue();
        assertThat(store.find(id("b"))).isPresent();
        assertThat(store.trim(0, MANY, 2)).isFalse();
        assertThat(store.find(id("b"))).isEmpty();
    }

    @Test
    void aStoppedJobIsKept() {
        complete(A, running(oneTime("invoice"), A), Outcome.FAILED, new After.Failed("gave up"));
        stop("invoice");
        advance(DAY.multipliedBy(365));

        store.trim(0, MANY, 10);

        assertThat(state("invoice")).isEqualTo(JobState.STOPPED);
    }

    @Test
    void aJobThatFailsAgainIsKeptFromThenOn() {
        complete(A, running(oneTime("invoice"), A), Outcome.FAILED, new After.Failed("gave up"));
        advance(DAY.minus(SECOND));
        start("invoice", AT_ONCE);
        complete(A, claimOne(A), Outcome.FAILED, new After.Failed("gave up"));
        advance(MINUTE);

        store.trim(0, MANY, 10);

        assertThat(state("invoice")).isEqualTo(JobState.FAILED);
        assertThat(runs("invoice")).hasSize(2);
    }

    private List<String> results() {
        return facts().keySet().stream()
                .filter(fact -> fact.startsWith("result/"))
                .map(fact -> fact.substring("result/".length()))
                .toList();
    }
}
