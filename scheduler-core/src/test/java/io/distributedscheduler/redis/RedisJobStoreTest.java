package io.distributedscheduler.redis;

import io.distributedscheduler.store.contract.StoreFixture;
import org.junit.jupiter.api.Tag;

@Tag("redis")
class RedisJobStoreTest extends EveryContract {

    @Override
    StoreFixture fixture() {
        return RedisFixture.standalone();
    }
}
