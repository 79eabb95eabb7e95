package io.distributedscheduler.redis;

import io.distributedscheduler.memory.MemoryFixture;
import io.distributedscheduler.test.contract.StoreComparison;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two stores that were written apart answer the same, and hold the same, whatever calls race. The property
 * {@code race.calls} says how many each seed makes.
 */
@Tag("redis")
@Execution(ExecutionMode.CONCURRENT)
class DifferentialRaceTest {

    private static final int CALLS = Integer.getInteger("race.calls", 3_500);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void onAServer(long seed) {
        StoreComparison.compare(seed, CALLS, 50, new MemoryFixture(), RedisFixture.standalone());
    }

    @ParameterizedTest
    @ValueSource(longs = {4})
    void onACluster(long seed) {
        StoreComparison.compare(seed, CALLS / 2, 50, new MemoryFixture(), RedisFixture.cluster());
    }
}
