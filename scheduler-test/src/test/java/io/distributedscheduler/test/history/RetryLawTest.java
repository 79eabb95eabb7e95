package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.RETRY_LAW;
import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.retry.RetryPolicy;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetryLawTest {

    private static final Duration DELAY = Duration.ofMillis(1_000);

    private final Tale tale = new Tale();

    @BeforeEach
    void policy() {
        tale.options(tale.options()
                .retry(RetryPolicy.attempts(2).backoff(DELAY, DELAY).jitter(0.5)));
    }

    @Test
    void seesAnAttemptThatIsLeftOut() {
        tale.claimed("job", 20)
                .completed("job", 20, "retry 1000")
                .claimed("job", 21)
                .run(20)
                .attempt(3);
        tale.with(Fact.NOT_BEFORE, 1_001_001).time(1_001_000);

        assertThat(tale.broken()).containsExactly(RETRY_LAW);
    }

    @Test
    void permitsTheNextAttemptAfterItsDelay() {
        retried(1_001_001);

        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void seesAnAttemptThatComesTooSoon() {
        retried(1_001_000);

        assertThat(tale.broken()).containsExactly(RETRY_LAW);
    }

    @Test
    void seesAnAttemptThatComesTooLate() {
        retried(1_001_003);

        assertThat(tale.broken()).containsExactly(RETRY_LAW);
    }

    private void retried(long notBefore) {
        tale.claimed("job", 20)
                .completed("job", 20, "retry 1000")
                .claimed("job", 21)
                .run(20)
                .attempt(2);
        tale.with(Fact.NOT_BEFORE, notBefore).time(notBefore);
    }

    @Test
    void permitsTheSameAttemptAgainAfterARelease() {
        tale.claimed("job", 20)
                .completed("job", 20, "retry 1000")
                .claimed("job", 21)
                .run(20)
                .attempt(2);
        tale.with(Fact.NOT_BEFORE, 1_001_001).time(1_001_001).released("job", 21);
        tale.claimed("job", 22).run(20).attempt(2);

        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void seesALossThatIsNotTold() {
        tale.claimed("job", 20).on("b").declaredDead("a").lost("a", "job", 20);
        tale.claimed("job", 21).run(20).attempt(2);

        assertThat(tale.broken()).containsExactly(RETRY_LAW);
    }

    @Test
    void seesMoreAttemptsThanThePolicyAllows() {
        tale.claimed("job", 20).run(19).attempt(2).completed("job", 20, "retry 1000");

        assertThat(tale.broken()).containsExactly(RETRY_LAW);
    }

    @Test
    void doesNotCountAttemptsThatWereLost() {
        tale.claimed("job", 20).run(19).attempt(2).with(Fact.LOSSES, 1).completed("job", 20, "retry 1000");

        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void seesADelayThatIsNotByThePolicy() {
        tale.claimed("job", 20).completed("job", 20, "retry 400");

        assertThat(tale.broken()).containsExactly(RETRY_LAW);
    }

    @Test
    void permitsADelayWithinTheJitter() {
        tale.claimed("job", 20).completed("job", 20, "retry 501");

        assertThat(tale.broken()).isEmpty();
    }

    @Test
    void readsThePolicyOfTheDefinition() {
        tale.scheduled("job", Tale.ONCE.replace("}}", "}," + POLICY + "}"), 1_000_001)
                .claimed("job", 20);
        tale.completed("job", 20, "retry 1000").removed("job");

        assertThat(tale.broken()).containsExactly(RETRY_LAW);
    }

    private static final String POLICY = "\"retry\":{\"attempts\":5,\"firstDelay\":2000,\"longestDelay\":9000,"
            + "\"multiplier\":2.0,\"jitter\":0.0}";
}
