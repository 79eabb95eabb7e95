package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.RunId;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.StoredJob;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Answers of two threads, of the dispatcher's claim and of the beat, may come in in either order. */
class MembershipTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final Membership membership =
            new Membership(0, new StoreClock(), NodeRuntime.system(), SchedulerSettings.of("node-a"), Queues.none());

    @Test
    void aClaimThatABeatHasSeenMarkedIsNotBegunWhenItsAnswerComesLater() {
        assertThat(membership.marked(Set.of(5L, 6L))).isEmpty();

        List<Execution> taken = registered(1, 4, 5);

        assertThat(taken).extracting(execution -> execution.claim().token()).containsExactly(4L);
        assertThat(membership.holds(new ClaimRef(claim(5).handle(), 5))).isFalse();
        // So that the next beat hands it back, as any other that the node does not know.
        assertThat(membership.dealtWith()).isEqualTo(1);
        assertThat(membership.seenToken()).isEqualTo(5);
    }

    @Test
    void oneWhoseAnswerCameAfterTheBeatWasSentIsToldOfItsMark() {
        List<Execution> taken = registered(1, 4, 5);

        assertThat(membership.marked(Set.of(5L))).containsExactly(taken.get(1));
    }

    @Test
    void marksAreThoseOfTheLastBeatAndOfThisEpoch() {
        membership.marked(Set.of(5L));
        membership.marked(Set.of(6L));
        assertThat(registered(1, 5, 6)).hasSize(1);

        membership.lost(membership.node());
        assertThat(registered(1, 6)).hasSize(1);
    }

    private List<Execution> registered(long number, long... tokens) {
        List<Claim> claims =
                Arrays.stream(tokens).mapToObj(MembershipTest::claim).toList();
        return membership.register(membership.node(), number, claims, NOW);
    }

    private static Claim claim(long token) {
        JobId job = new JobId("job-" + token);
        StoredJob stored = new StoredJob(job, 1, "work", null, false, "{}");
        return new Claim(
                Handle.next(job),
                token,
                new RunId(job, token),
                NOW,
                NOW,
                1,
                3,
                0,
                stored,
                Counts.NONE,
                Optional.empty());
    }
}
