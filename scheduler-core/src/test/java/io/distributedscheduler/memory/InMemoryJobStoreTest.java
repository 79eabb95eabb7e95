package io.distributedscheduler.memory;

import io.distributedscheduler.store.contract.SchedulingContract;
import io.distributedscheduler.store.contract.StoreFixture;
import org.junit.jupiter.api.Nested;

class InMemoryJobStoreTest {

    @Nested
    class Scheduling extends SchedulingContract {
        @Override
        protected StoreFixture open() {
            return new MemoryFixture();
        }
    }
}
