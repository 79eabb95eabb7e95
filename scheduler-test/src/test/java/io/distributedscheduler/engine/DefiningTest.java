package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Jobs are scheduled, changed and looked at. */
class DefiningTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");

    private final Member node = node("a", nothing());

    private static Job later(String id) {
        return Job.of("work").id(id).in(Duration.ofHours(1));
    }

    private Job job(String id) {
        return find(node, id).job().orElseThrow();
    }

    @Nested
    class Changing {

        @Test
        void takesBackWhatWasSet() {
            node.scheduler()
                    .schedule(later("job")
                            .payload("secret")
                            .retry(RetryPolicy.none())
                            .timeout(Duration.ofMinutes(1))
                            .exclusive());

            node.scheduler()
                    .modify(
                            JOB,
                            job -> job.payload(null)
                                    .defaultRetry()
                                    .defaultTimeout()
                                    .exclusive(false));

            assertThat(job("job").payload()).isEmpty();
            assertThat(job("job").retry()).isEmpty();
            assertThat(job("job").timeout()).isEmpty();
            assertThat(job("job").isExclusive()).isFalse();
        }
    }
}
