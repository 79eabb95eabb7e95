package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.NodeStatus;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node says of itself. */
class StatusTest extends ClusterTest {

    StatusTest() {
        super(2);
    }

    @Test
    void aNodeThatDoesWellSaysSo() {
        Member node = node("a", taking(Duration.ofMinutes(1)));
        node.scheduler().schedule(Job.of("work"));
        simulation.run(Duration.ofSeconds(10));

        NodeStatus status = node.scheduler().status();
        assertThat(status.running()).isTrue();
        assertThat(status.partitions())
                .extracting(NodeStatus.Partition::present)
                .containsExactly(true, true);
        assertThat(status.oldestPoll().orElseThrow()).isLessThanOrEqualTo(BEAT.plus(SOON));
        assertThat(status.busy()).isEqualTo(1);
        assertThat(status.exhausted()).isFalse();
        assertThat(status.problems()).isEmpty();
    }

    @Test
    void theAgeOfTheLastPollTellsOfAPartitionThatIsAway() {
        Member node = node("a", nothing());
        simulation.run(Duration.ofSeconds(5));
        node.store().partitionGoesAway(1);
        simulation.run(Duration.ofMinutes(1));

        NodeStatus status = node.scheduler().status();
        assertThat(status.partitions().get(0).sincePoll()).isLessThanOrEqualTo(BEAT.plus(SOON));
        assertThat(status.partitions().get(1).sincePoll()).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(status.oldestPoll()).contains(status.partitions().get(1).sincePoll());
        assertThat(status.problems()).containsExactly("away");

        node.store().comesBack();
        simulation.run(Duration.ofSeconds(1));
        assertThat(node.scheduler().status().problems()).isEmpty();
    }

    @Test
    void aStoreThatNeverAnsweredIsAsOldAsTheNode() {
        Member node = unstarted("a", nothing(), builder -> {});
        assertThat(node.scheduler().status().running()).isFalse();
        node.store().goesAway();
        node.scheduler().start();
        simulation.run(Duration.ofSeconds(30));

        assertThat(node.scheduler().status().oldestPoll().orElseThrow()).isEqualTo(Duration.ofSeconds(30));
        assertThat(node.scheduler().status().partitions())
                .extracting(NodeStatus.Partition::present)
                .isEqualTo(List.of(false, false));
    }

    @Test
    void aNodeWhoseThreadsAreStuckIsExhausted() {
        Member node = node(
                "a",
                takingDeaf(Duration.ofHours(1)),
                builder -> builder.settings(settings("a")
                        .concurrency(1)
                        .timeout(Duration.ofSeconds(1))
                        .base()));
        node.scheduler().schedule(Job.of("work").retry(RetryPolicy.none()));
        node.scheduler().schedule(Job.of("work").retry(RetryPolicy.none()));
        simulation.run(Duration.ofSeconds(20));

        assertThat(node.scheduler().status().exhausted()).isTrue();
    }
}
