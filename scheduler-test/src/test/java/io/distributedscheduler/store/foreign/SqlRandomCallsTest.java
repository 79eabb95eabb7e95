package io.distributedscheduler.store.foreign;

import io.distributedscheduler.memory.MemoryFixture;
import io.distributedscheduler.test.contract.StoreComparison;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random calls: the store and the one in memory, written without each other, answer and hold the same. */
class SqlRandomCallsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itIsTheStoreInMemoryToEveryCaller(long seed) {
        StoreComparison.compare(seed, 1_500, 25, new MemoryFixture(), new SqlFixture());
    }
}
