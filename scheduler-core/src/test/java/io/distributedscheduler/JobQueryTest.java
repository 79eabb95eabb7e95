package io.distributedscheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobQueryTest {

    @Test
    void asksForAHundredJobsUnlessNarrowed() {
        assertThat(JobQuery.all()).isEqualTo(new JobQuery(Optional.empty(), Optional.empty(), "", 100));
        assertThat(JobQuery.all()
                        .state(JobState.FAILED)
                        .executor("copy")
                        .cursor("0#a")
                        .limit(7))
                .isEqualTo(new JobQuery(Optional.of(JobState.FAILED), Optional.of("copy"), "0#a", 7));
    }

    @Test
    void refusesWhatNoPageCanHold() {
        assertThat(JobQuery.all().limit(1).limit(500).limit()).isEqualTo(500);
        for (int limit : new int[] {0, -1, 501, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JobQuery.all().limit(limit))
                    .withMessage("A page holds 1 to 500 jobs, asked for " + limit);
        }
    }

    @Test
    void refusesAnExecutorThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JobQuery.all().executor("a b"))
                .withMessageContaining("executor id 'a b'");
    }

    @Test
    void isAnsweredByValuesThatNobodyChanges() {
        List<String> nodes = new ArrayList<>(List.of("node-a"));
        JobSnapshot snapshot = new JobSnapshot(
                new JobId("sync"),
                Optional.empty(),
                "copy",
                JobState.RUNNING,
                Optional.empty(),
                Optional.empty(),
                1,
                nodes,
                Counts.NONE,
                Optional.empty());
        List<JobSnapshot> jobs = new ArrayList<>(List.of(snapshot));
        JobList page = new JobList(jobs, Optional.empty());
        StopResult stop = new StopResult(true, nodes);

        nodes.clear();
        jobs.clear();

        assertThat(snapshot.runningOn()).containsExactly("node-a");
        assertThat(page.jobs()).containsExactly(snapshot);
        assertThat(stop.endingOn()).containsExactly("node-a");
    }
}
