package io.distributedscheduler.redis;

import io.distributedscheduler.test.contract.JobStoreContract;
import io.distributedscheduler.test.contract.StoreFixture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Tag("redis")
@Execution(ExecutionMode.CONCURRENT)
class RedisJobStoreOnClusterTest extends JobStoreContract {

    @Override
    protected StoreFixture open() {
        return RedisFixture.cluster();
    }
}
