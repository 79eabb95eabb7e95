package io.distributedscheduler.redis;

import io.distributedscheduler.store.contract.StoreFixture;
import org.junit.jupiter.api.Tag;

@Tag("redis")
class RedisJobStoreOnClusterTest extends EveryContract {

    @Override
    StoreFixture fixture() {
        return RedisFixture.cluster();
    }
}
