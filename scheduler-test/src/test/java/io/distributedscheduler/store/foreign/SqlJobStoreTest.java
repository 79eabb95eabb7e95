package io.distributedscheduler.store.foreign;

import io.distributedscheduler.test.contract.JobStoreContract;
import io.distributedscheduler.test.contract.StoreFixture;

/** A store that was written from the port's Javadoc keeps the contract. */
class SqlJobStoreTest extends JobStoreContract {

    @Override
    protected StoreFixture open() {
        return new SqlFixture();
    }
}
