package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Jobs that the code declares: one of each, as the newest live version says, unless a person says otherwise. */
class DeclaredJobsTest extends ClusterTest {

    private static final JobId JOB = JobId.of("app.job");

    @Test
    void fiveNodesThatStartAtOnceMakeOneJob() {
        List<Member> nodes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            nodes.add(declaring("n" + i, hourly()));
        }
        nodes.forEach(node -> node.scheduler().start());
        simulation.run(Duration.ofSeconds(30));

        assertThat(find(nodes.get(0)).job().orElseThrow().revision()).isEqualTo(1);
        assertThat(entries).hasSize(1);
        assertThat(cluster.store().declarations(0)).hasSize(1);
    }

    @Test
    void anUnchangedDeclarationNeverMovesItsDue() {
        Member first = started(declaring("a", hourly()));
        simulation.run(Duration.ofMinutes(10));
        Optional<Instant> due = find(first).due();

        first.scheduler().stop();
        simulation.run(Duration.ofMinutes(10));
        Member second = started(declaring("a", hourly()));

        assertThat(find(second).due()).isEqualTo(due);
        assertThat(find(second).job().orElseThrow().revision()).isEqualTo(1);
    }

    @Test
    void inARollingDeploymentTheNewVersionWinsAndTheOldNodesDoNotWinItBack() {
        Member old1 = started(declaring("old1", hourly()));
        Member old2 = started(declaring("old2", hourly()));
        Member fresh = started(declaring("new", daily()));
        simulation.run(Duration.ofSeconds(5));
        assertThat(find(fresh).job().orElseThrow().trigger()).asString().contains("PT24H");

        // An old node crashes and comes back in the middle of it.
        old1.crash();
        simulation.run(Duration.ofSeconds(30));
        Member old1Again = started(declaring("old1", hourly()));
        simulation.run(Duration.ofMinutes(2));

        assertThat(find(fresh).job().orElseThrow().trigger()).asString().contains("PT24H");
        assertThat(find(fresh).job().orElseThrow().revision()).isEqualTo(2);
        old2.scheduler().stop();
        old1Again.scheduler().stop();
        simulation.run(Duration.ofMinutes(20));
        assertThat(find(fresh).job().orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void afterARollBackTheOldVersionHoldsAgain() {
        Member old = started(declaring("old", hourly()));
        Member fresh = started(declaring("new", daily()));
        simulation.run(Duration.ofSeconds(5));

        fresh.scheduler().stop();
        simulation.run(Duration.ofSeconds(30));

        assertThat(find(old).job().orElseThrow().trigger()).asString().contains("PT1H");
    }

    @Test
    void aVersionThatWasGoneForLongIsNewWhenItComesBack() {
        Member old = started(declaring("old", hourly()));
        Member fresh = started(declaring("new", daily()));
        old.scheduler().stop();
        simulation.run(Duration.ofMinutes(15));

        Member back = started(declaring("back", hourly()));
        simulation.run(Duration.ofSeconds(15));

        assertThat(find(back).job().orElseThrow().trigger()).asString().contains("PT1H");
        assertThat(fresh.scheduler().isRunning()).isTrue();
    }

    @Test
    void whatAPersonChangedStaysSo() {
        Member first = started(declaring("a", hourly()));
        first.scheduler().modify(JOB, job -> job.every(Duration.ofMinutes(7)));
        simulation.run(Duration.ofMinutes(1));
        started(declaring("b", hourly()));
        started(declaring("c", daily()));
        simulation.run(Duration.ofMinutes(1));

        assertThat(find(first).job().orElseThrow().trigger()).asString().contains("PT7M");
    }

    @Test
    void whatAPersonStoppedStaysStoppedAndWhatAPersonRemovedStaysAway() {
        Member first = started(declaring("a", hourly()));
        first.scheduler().stop(JOB, "not now");
        simulation.run(Duration.ofMinutes(1));
        Member second = started(declaring("b", daily()));
        simulation.run(Duration.ofMinutes(1));
        assertThat(find(second).state()).isEqualTo(JobState.STOPPED);
        assertThat(find(second).job().orElseThrow().trigger()).asString().contains("PT24H");

        second.scheduler().remove(JOB);
        simulation.run(Duration.ofMinutes(1));
        started(declaring("c", daily()));
        simulation.run(Duration.ofMinutes(1));
        assertThat(second.scheduler().exists(JOB)).isFalse();
    }

    @Test
    void aJobThatNoLiveNodeDeclaresIsStoppedAfterTenMinutes() {
        Member declares = started(declaring("a", hourly()));
        Member other = started(declaring("b"));
        declares.scheduler().stop();

        simulation.run(Duration.ofMinutes(9));
        assertThat(find(other).state()).isEqualTo(JobState.SCHEDULED);
        simulation.run(Duration.ofMinutes(2));
        assertThat(find(other).state()).isEqualTo(JobState.STOPPED);
        assertThat(find(other).note().orElseThrow().reason()).contains("no longer declared", "application");

        // It goes on when it is declared again.
        started(declaring("c", hourly()));
        simulation.run(Duration.ofMinutes(1));
        assertThat(find(other).state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void aNodeThatIsAwayForAMomentIsNotGone() {
        Member declares = started(declaring("a", hourly()));
        Member other = started(declaring("b"));
        declares.freeze(Duration.ofMinutes(5));
        simulation.run(Duration.ofMinutes(30));

        assertThat(find(other).state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void otherApplicationsAreLeftAlone() {
        Member declares = started(declaring("a", hourly()));
        Member other = started(member("b", "other-application"));
        declares.scheduler().stop();
        simulation.run(Duration.ofMinutes(30));

        assertThat(find(other).state()).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void aNodeThatRunsNothingMayDeclareJobs() {
        Member declares = cluster.member(
                "web",
                builder -> builder.settings(settings("web").concurrency(0).base())
                        .declared(new DeclaredJob(hourly(), "test")));
        declares.scheduler().start();
        Member runs = started(declaring("a"));
        simulation.run(Duration.ofMinutes(30));

        assertThat(find(runs).state()).isEqualTo(JobState.SCHEDULED);
        assertThat(entries).hasSize(1);
    }

    @Test
    void anIntervalThatDidNotChangeKeepsItsRhythmWhenThePayloadDoes() {
        Member first = started(declaring("a", hourly()));
        simulation.run(Duration.ofMinutes(10));
        Optional<Instant> due = find(first).due();

        Member second = started(declaring("b", hourly().payload("new")));
        simulation.run(Duration.ofSeconds(5));

        assertThat(find(second).due()).isEqualTo(due);
        assertThat(find(second).job().orElseThrow().payloadAs(String.class)).contains("new");
    }

    @Test
    void anOutageAtTheStartDelaysIt() {
        Member node = declaring("a", hourly());
        node.store().goesAway();
        node.scheduler().start();
        simulation.run(Duration.ofMinutes(2));
        node.store().comesBack();
        simulation.run(Duration.ofSeconds(3));

        assertThat(entries).hasSize(1);
    }

    private Member declaring(String name, Job... jobs) {
        return member(name, "application", jobs);
    }

    private Member member(String name, String application, Job... jobs) {
        return unstarted(name, nothing(), builder -> {
            builder.settings(settings(name).application(application).base());
            for (Job job : jobs) {
                builder.declared(new DeclaredJob(job, "test of " + name));
            }
        });
    }

    private Member started(Member member) {
        member.scheduler().start();
        simulation.run(Duration.ofSeconds(2));
        return member;
    }

    private static Job hourly() {
        return Job.of("work").id(JOB).every(Duration.ofHours(1));
    }

    private static Job daily() {
        return Job.of("work").id(JOB).every(Duration.ofHours(24));
    }

    private JobSnapshot find(Member member) {
        return find(member, JOB.value());
    }
}
