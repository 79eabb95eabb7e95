package io.distributedscheduler.memory;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.signal.Signal;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.contract.StoreComparison;
import io.distributedscheduler.test.contract.StoreFixture;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random calls on the store in memory: it keeps the invariants of any store, and the comparison sees what differs. */
class RandomCallsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theStoreKeepsTheInvariants(long seed) {
        StoreComparison.compare(seed, 1_500, 3, new MemoryFixture(), new MemoryFixture());
    }

    @Test
    void theStoreKeepsTheInvariantsForLong() {
        StoreComparison.compare(7, 10_000, 100, new MemoryFixture(), new MemoryFixture());
    }

    @Test
    void aStoreThatForgetsACallIsFound() {
        StoreFixture forgetful = new FaultyFixture("release", answer -> answer, false);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> StoreComparison.compare(8, 2_000, 10, new MemoryFixture(), forgetful))
                .withMessageContaining("Seed 8, step ")
                .withMessageContaining("The last calls:");
    }

    @Test
    void aStoreThatAnswersDifferentlyIsFound() {
        StoreFixture lying = new FaultyFixture("promote", answer -> !(Boolean) answer, true);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> StoreComparison.compare(9, 2_000, 1_000, new MemoryFixture(), lying))
                .withMessageContaining("Seed 9, step ");
    }

    /** A store of which one method does nothing, or answers something else. */
    private static final class FaultyFixture implements StoreFixture {

        private final MemoryFixture sound = new MemoryFixture();
        private final JobStore store;

        FaultyFixture(String method, UnaryOperator<Object> answer, boolean takesEffect) {
            this.store = (JobStore) Proxy.newProxyInstance(
                    JobStore.class.getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, called, arguments) -> {
                        boolean faulty = called.getName().equals(method);
                        if (faulty && !takesEffect) {
                            return 0;
                        }
                        try {
                            Object answered = called.invoke(sound.store(), arguments);
                            return faulty ? answer.apply(answered) : answered;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public JobStore store() {
            return store;
        }

        @Override
        public Instant now() {
            return sound.now();
        }

        @Override
        public void advance(Duration time) {
            sound.advance(time);
        }

        @Override
        public List<Signal> signals() {
            return sound.signals();
        }

        @Override
        public void close() {
            sound.close();
        }
    }
}
