package io.distributedscheduler.redis;

import io.distributedscheduler.test.contract.JobStoreContract;
import io.distributedscheduler.test.contract.StoreFixture;
import org.junit.jupiter.api.Tag;

@Tag("redis")
class RedisJobStoreTest extends JobStoreContract {

    @Override
    protected StoreFixture open() {
        return RedisFixture.standalone();
    }
}
