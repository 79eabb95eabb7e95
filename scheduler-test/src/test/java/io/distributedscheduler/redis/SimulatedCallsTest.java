package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.store.Audit;
import io.distributedscheduler.store.LateCallException;
import io.distributedscheduler.test.simulation.LoggedLife;
import io.distributedscheduler.test.simulation.Silence;
import io.distributedscheduler.test.simulation.StoreLog;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts are simulated, too: what the store in memory was asked in a life, with all that was lost, late and repeated,
 * Redis is asked at the same times. It must answer the same, and hold the same in the end. Not beside other tests: its nodes
 * would be heard in their logs.
 */
@Tag("redis")
@ExtendWith(Silence.class)
class SimulatedCallsTest {

    private static final int EVERY = 2_000;

    /** A few; {@code -Dsimulation.redis=100-200} asks for others. */
    static LongStream seeds() {
        String[] range = System.getProperty("simulation.redis", "1-8").split("-");
        return LongStream.rangeClosed(Long.parseLong(range[0]), Long.parseLong(range[range.length - 1]));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void redisAnswersAndHoldsTheSame(long seed) {
        LoggedLife life = new LoggedLife(seed);
        assertThat(life.violations()).isZero();
        try (RedisFixture redis = RedisFixture.standalone()) {
            List<StoreLog.Step> steps = life.steps();
            for (int i = 0; i < steps.size(); i++) {
                StoreLog.Step step = steps.get(i);
                redis.moveTo(step.at());
                assertThat(answer(step, redis))
                        .as("step %s of %s: %s", i, life, step)
                        .isEqualTo(step.refusal() == null ? step.answer() : refusal(step.refusal()));
                if (i % EVERY == 0) {
                    assertThat(redis.store().audit(0).problems()).isEmpty();
                }
            }
            Audit audit = life.store().audit(0);
            assertThat(redis.store().audit(0).state()).as("state").isEqualTo(audit.state());
            assertThat(redis.store().audit(0).problems()).isEmpty();
        }
    }

    private static Object answer(StoreLog.Step step, RedisFixture redis) {
        try {
            return step.takenBy(redis.store());
        } catch (Throwable e) {
            return refusal(e);
        }
    }

    /** What two refusals have in common. */
    private static String refusal(Throwable e) {
        return e instanceof LateCallException late
                ? "late at " + late.storeTime() + (late.inDoubt() ? ", in doubt" : "")
                : e.getClass().getSimpleName();
    }
}
