package io.distributedscheduler.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.SchedulerEvent.RunEvent;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.job.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SchedulerEventTest {

    private static final RunId RUN_ID = new RunId(new JobId("sync"), 7);
    private static final Run RUN = new Run(
            RUN_ID,
            "copy",
            Outcome.SUCCEEDED,
            1,
            true,
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH,
            "node-a",
            7,
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    private static final List<RunEvent> OF_RUNS = List.of(
            new SchedulerEvent.RunStarted(RUN_ID, "copy", 1, 7, Instant.EPOCH, Instant.EPOCH, "node-a"),
            new SchedulerEvent.RunSucceeded(RUN),
            new SchedulerEvent.RunFailed(RUN),
            new SchedulerEvent.RunRetried(RUN, Duration.ZERO),
            new SchedulerEvent.RunStopped(RUN),
            new SchedulerEvent.RunTimedOut(RUN),
            new SchedulerEvent.RunLost(RUN),
            new SchedulerEvent.RunMissed(RUN));

    @Test
    void namesTheJobOfItsRun() {
        assertThat(OF_RUNS).extracting(RunEvent::job).containsOnly(new JobId("sync"));
    }

    @Test
    void isInThisTestWhenItIsOfARun() {
        assertThat(Stream.of(RunEvent.class.getPermittedSubclasses()))
                .containsExactlyInAnyOrderElementsOf(
                        OF_RUNS.stream().<Class<?>>map(Object::getClass).toList());
    }

    @Test
    void isKeptByNobodyUnlessAsked() {
        History.NONE.record(new HistoryEvent(1, "node-a", 0, 0, 0, "start", null, null, 0, 0, 0, 0, 0, null, null));
    }
}
