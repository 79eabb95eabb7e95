package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The data of a fire is read after the claim: by then its job may have left, and the number be that of another fire. */
@Tag("redis")
class ClaimedFireTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final NodeId A = new NodeId("a", "1");

    @Test
    void aClaimGetsTheDataOfNoOtherFireOfItsNumber() {
        try (RedisFixture fixture = RedisFixture.standalone()) {
            JobStore store = fixture.store();
            store.join(new JoinRequest(0, A, MINUTE, ""));
            StoredJob job = new StoredJob(new JobId("pick"), 1, "work", "order", true, "");
            store.schedule(call(fixture, "schedule"), List.of(new NewJob(job, new Due.Waiting())));
            store.fire(call(fixture, "fire"), new FireRequest(0, "order", "event", "\"first\""));
            store.promote(0, "order", 1);
            long later = fixture.now().toEpochMilli() + 1;
            fixture.redis().opsForHash().put(fixture.key(Keys.fires("order")), "1", later + "|\"other\"");

            assertThat(store.claim(new ClaimRequest(0, A, 1, 1, List.of("work"), Duration.ZERO, 0))
                            .claims())
                    .singleElement()
                    .satisfies(claim -> assertThat(claim.fire()).contains(new Fire("order", 1, "")));
        }
    }

    private static Call call(RedisFixture fixture, String id) {
        return new Call(id, fixture.now(), fixture.now().plus(MINUTE));
    }
}
