package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.distributedscheduler.FireQueueFullException;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that wait for a keyword run once for each fire. */
class KeywordTest extends ClusterTest {

    private final List<String> data = new ArrayList<>();

    @Test
    void eachJobThatWaitsRunsOnceForAFire() {
        Member node = node("a", remembering());
        for (int i = 0; i < 450; i++) {
            node.scheduler().schedule(Job.of("work").id("job-" + i).onKeyword("order"));
        }

        assertThat(node.scheduler().fire("order", "42")).isEqualTo(450);
        simulation.run(SOON);

        assertThat(entries).hasSize(450).extracting(Entry::job).doesNotHaveDuplicates();
        assertThat(data).hasSize(450).containsOnly("42");
        assertThat(find(node, "job-7").state()).isEqualTo(JobState.WAITING);
    }

    @Test
    void theDataOfAFireAreThePayloadOfAJobThatHasNone() {
        List<Object> payloads = new ArrayList<>();
        Member node = node("a", context -> payloads.add(context.hasPayload() ? context.payload() : "none"));
        node.scheduler().schedule(Job.of("work").id("without").onKeyword("order"));
        node.scheduler().schedule(Job.of("work").id("with").payload(7).onKeyword("stock"));

        node.scheduler().fire("order", 42);
        node.scheduler().fire("stock", 42);
        simulation.run(SOON);
        node.scheduler().fire("order");
        simulation.run(SOON);

        assertThat(payloads).containsExactlyInAnyOrder("42", "7", "none").endsWith("none");
    }

    @Test
    void firesThatComeDuringARunAreRunInTheirOrder() {
        Member node = node("a", context -> {
            data.add(context.fireData().orElseThrow().as(String.class));
            return simulation.later(Duration.ofSeconds(5), null);
        });
        node.scheduler().schedule(Job.of("work").id("job").onKeyword("order"));

        for (int i = 0; i < 4; i++) {
            node.scheduler().fire("order", "fire " + i);
        }
        simulation.run(Duration.ofSeconds(30));

        assertThat(data).containsExactly("fire 0", "fire 1", "fire 2", "fire 3");
        assertThat(find(node, "job").counts()).isEqualTo(new Counts(4, 0, 0, 0));
    }

    @Test
    void theSameEventIsOneFire() {
        Member node = node("a", remembering());
        node.scheduler().schedule(Job.of("work").id("job").onKeyword("order"));

        node.scheduler().fire("order", "x", "event-1");
        simulation.run(Duration.ofSeconds(5));
        node.scheduler().fire("order", "x", "event-1");
        simulation.run(Duration.ofSeconds(5));

        assertThat(entries).hasSize(1);
    }

    @Test
    void anEventWithoutAProperIdIsRefused() {
        Member node = node("a", remembering());
        node.scheduler().schedule(Job.of("work").id("job").onKeyword("order"));

        for (String id : List.of("", " ", "a\nb", "x".repeat(257), "x".repeat(50_000_000))) {
            assertThatThrownBy(() -> node.scheduler().fire("order", "x", id))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The id of an event");
        }
        simulation.run(Duration.ofSeconds(5));

        assertThat(entries).isEmpty();
        assertThat(node.store().calls("fire")).isZero();
    }

    @Test
    void aFireReachesJobsOnOtherNodesWithoutSignals() {
        Member fires = node(
                "a",
                nothing(),
                builder -> builder.settings(settings("a").concurrency(0).base()));
        node("b", remembering()).hearsNothing();
        fires.scheduler().schedule(Job.of("work").id("job").onKeyword("order"));

        fires.scheduler().fire("order", "x");
        simulation.run(BEAT.plus(SOON));

        assertThat(entries).extracting(Entry::node).containsExactly("b");
    }

    @Test
    void aRetryBelongsToItsFire() {
        Member node = node("a", context -> {
            data.add(context.keyword().orElseThrow()
                    + context.fireData().orElseThrow().json());
            if (context.attempt() == 1) {
                throw new IllegalStateException("first");
            }
            return null;
        });
        node.scheduler()
                .schedule(Job.of("work")
                        .id("job")
                        .onKeyword("order")
                        .retry(RetryPolicy.attempts(2).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))));

        node.scheduler().fire("order", 1);
        node.scheduler().fire("order", 2);
        simulation.run(Duration.ofSeconds(30));

        assertThat(data).containsExactly("order1", "order1", "order2", "order2");
    }

    @Test
    void aFireThatReachesNobodyIsForgotten() {
        Member node = node("a", remembering());

        assertThat(node.scheduler().fire("order", "x")).isZero();
        node.scheduler().schedule(Job.of("work").id("job").onKeyword("order"));
        simulation.run(Duration.ofSeconds(5));

        assertThat(entries).isEmpty();
    }

    @Test
    void moreFiresThanOneJobCanTakeAreRefused() {
        Member node = node("a", taking(Duration.ofHours(10)));
        node.scheduler().schedule(Job.of("work").id("job").onKeyword("order"));
        node.scheduler().fire("order");
        simulation.run(SOON);

        for (int i = 0; i < 1_000; i++) {
            node.scheduler().fire("order");
        }

        assertThatThrownBy(() -> node.scheduler().fire("order"))
                .isInstanceOf(FireQueueFullException.class)
                .hasMessageContaining("order");
    }

    @Test
    void aStoppedJobIsNotReachedAndStartsWithTheNextFire() {
        Member node = node("a", remembering());
        node.scheduler().schedule(Job.of("work").id("job").onKeyword("order"));
        node.scheduler().stop(JobId.of("job"));

        assertThat(node.scheduler().fire("order", "lost")).isZero();
        node.scheduler().start(JobId.of("job"));
        node.scheduler().fire("order", "reached");
        simulation.run(SOON);

        assertThat(data).containsExactly("reached");
    }

    private JobRunner<?, ?> remembering() {
        return context -> {
            data.add(context.fireData().orElseThrow().as(String.class));
            return null;
        };
    }
}
