package io.distributedscheduler.memory;

import io.distributedscheduler.test.contract.JobStoreContract;
import io.distributedscheduler.test.contract.StoreFixture;

/** The store in memory keeps the contract. */
class InMemoryJobStoreTest extends JobStoreContract {

    @Override
    protected StoreFixture open() {
        return new MemoryFixture();
    }
}
