package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is foretold is what comes. */
class FireTimesTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Instant begin = now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS);

    @Test
    void whatIsForetoldIsWhatComes() {
        Member node = node("a", nothing());
        node.scheduler().schedule(everyMinute());

        List<Instant> foretold = node.scheduler().nextFireTimes(JOB, 10);
        simulation.run(Duration.ofMinutes(11));

        assertThat(foretold).containsExactlyElementsOf(minutes(0, 9));
        assertThat(entries.stream().map(Entry::due).limit(10)).containsExactlyElementsOf(foretold);
    }

    @Test
    void ofAJobThatRunsThoseAfterItsRun() {
        Member node = node("a", taking(Duration.ofSeconds(90)));
        node.scheduler().schedule(everyMinute().maxRuns(3));
        simulation.run(Duration.between(now(), minute(0).plusSeconds(70)));

        assertThat(node.scheduler().nextFireTimes(JOB, 10)).containsExactly(minute(2), minute(3));
    }

    @Test
    void noMoreThanTheRunsThatAreLeft() {
        Member node = node("a", nothing());
        node.scheduler().schedule(everyMinute().maxRuns(5));
        simulation.run(Duration.between(now(), minute(1).plusSeconds(10)));

        assertThat(node.scheduler().nextFireTimes(JOB, 10)).containsExactlyElementsOf(minutes(2, 4));

        node.scheduler().schedule(everyMinute().maxRuns(2), ConflictPolicy.REPLACE);
        assertThat(node.scheduler().nextFireTimes(JOB, 10)).hasSize(2);
    }

    @Test
    void whatIsOverdueComesFirstAndThenWhatItsPolicySays() {
        Member node = node("a", nothing());
        node.scheduler().schedule(everyMinute());
        node.scheduler().schedule(everyMinute().id("catching-up").misfire(Misfire.catchUp(Duration.ofHours(1))));
        node.scheduler().stop();
        simulation.run(Duration.between(now(), minute(2).plusSeconds(30)));

        assertThat(node.scheduler().nextFireTimes(JOB, 3)).containsExactly(minute(0), minute(3), minute(4));
        assertThat(node.scheduler().nextFireTimes(JobId.of("catching-up"), 3))
                .containsExactly(minute(0), minute(1), minute(2));
    }

    @Test
    void thoseThatAreNotKnownAreNotForetold() {
        Member node = node("a", nothing());
        node.scheduler().schedule(Job.of("work").id("once").at(begin));
        node.scheduler().schedule(Job.of("work").id("delay").fixedDelay(MINUTE).from(begin));
        node.scheduler().schedule(Job.of("work").id("keyword").onKeyword("order"));
        node.scheduler().schedule(everyMinute());
        node.scheduler().stop(JOB);

        assertThat(node.scheduler().nextFireTimes(JobId.of("once"), 3)).containsExactly(begin);
        assertThat(node.scheduler().nextFireTimes(JobId.of("delay"), 3)).containsExactly(begin);
        assertThat(node.scheduler().nextFireTimes(JobId.of("keyword"), 3)).isEmpty();
        assertThat(node.scheduler().nextFireTimes(JOB, 3)).isEmpty();
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        Member node = node("a", nothing());

        assertThatExceptionOfType(UnknownJobException.class)
                .isThrownBy(() -> node.scheduler().nextFireTimes(JOB, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.scheduler().nextFireTimes(JOB, 1_001))
                .withMessage("the number of fire times must be from 1 to 1000, was 1001");
    }

    private Job everyMinute() {
        return Job.of("work").id(JOB).every(MINUTE).from(begin);
    }

    private Instant minute(long number) {
        return begin.plus(MINUTE.multipliedBy(number));
    }

    private List<Instant> minutes(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(this::minute).toList();
    }
}
