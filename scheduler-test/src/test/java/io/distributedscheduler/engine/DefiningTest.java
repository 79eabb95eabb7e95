package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.JobConflictException;
import io.distributedscheduler.JobExistsException;
import io.distributedscheduler.JobList;
import io.distributedscheduler.JobQuery;
import io.distributedscheduler.PartlyScheduledException;
import io.distributedscheduler.ScheduleResult;
import io.distributedscheduler.ScheduleResult.Kind;
import io.distributedscheduler.UnknownJobException;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.UnwritableDataException;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Jobs are scheduled, changed and looked at. */
class DefiningTest extends ClusterTest {

    private static final JobId JOB = JobId.of("job");

    private final Member node = node("a", nothing());

    private static Job later(String id) {
        return Job.of("work").id(id).in(Duration.ofHours(1));
    }

    private static List<Job> later(String... ids) {
        return Stream.of(ids).map(DefiningTest::later).toList();
    }

    private static List<Job> many(int count) {
        return IntStream.range(0, count).mapToObj(i -> later("job-" + i)).toList();
    }

    private Job job(String id) {
        return find(node, id).job().orElseThrow();
    }

    private Optional<String> payload(String id) {
        return job(id).payloadAs(String.class);
    }

    @Nested
    class SchedulingMany {

        @Test
        void aDelayIsNotCutShortByAStopAndAStart() {
            Member node = node("a", nothing());
            for (int i = 0; i < 50; i++) {
                JobId id = node.scheduler().schedule(Job.of("work").in(Duration.ofMinutes(1)));
                Instant due = find(node, id.value()).due().orElseThrow();

                node.scheduler().stop(id);
                node.scheduler().start(id);

                assertThat(find(node, id.value()).due().orElseThrow()).isBetween(due, due.plusMillis(20));
                simulation.run(Duration.ofMillis(977));
            }
        }

        @Test
        void handlesEachOnItsOwnAndThenSaysWhichIdWasTaken() {
            node.scheduler().schedule(later("b").payload("old"));

            assertThatThrownBy(() -> node.scheduler().schedule(later("a", "b", "c", "a"), ConflictPolicy.FAIL))
                    .isInstanceOf(JobExistsException.class)
                    .satisfies(e -> assertThat(((JobExistsException) e).job()).isEqualTo(JobId.of("b")));

            assertThat(node.scheduler().exists(JobId.of("a"))).isTrue();
            assertThat(node.scheduler().exists(JobId.of("c"))).isTrue();
            assertThat(payload("b")).contains("old");
        }

        @Test
        void keepsWhatIsThereAlsoFromTheSameCall() {
            node.scheduler().schedule(later("b").payload("old"));

            List<ScheduleResult> results = node.scheduler()
                    .schedule(
                            List.of(
                                    later("a").payload("1"),
                                    later("b").payload("2"),
                                    later("a").payload("3")),
                            ConflictPolicy.KEEP);

            assertThat(results).containsExactly(created("a"), result("b", Kind.KEPT), result("a", Kind.KEPT));
            assertThat(payload("a")).contains("1");
            assertThat(payload("b")).contains("old");
        }

        @Test
        void replacesWhatIsThereAlsoFromTheSameCall() {
            node.scheduler().schedule(later("b").payload("old"));

            List<ScheduleResult> results = node.scheduler()
                    .schedule(
                            List.of(
                                    later("a").payload("1"),
                                    later("b").payload("2"),
                                    later("a").payload("3")),
                            ConflictPolicy.REPLACE);

            assertThat(results).containsExactly(created("a"), result("b", Kind.REPLACED), result("a", Kind.REPLACED));
            assertThat(payload("a")).contains("3");
            assertThat(payload("b")).contains("2");
        }

        @Test
        void schedulesWhatStandsBeforeAJobThatIsRefused() {
            List<Job> jobs = List.of(later("a"), Job.of("work").id("b").payload("x".repeat(70_000)), later("c"));

            assertThatThrownBy(() -> node.scheduler().schedule(jobs, ConflictPolicy.FAIL))
                    .isInstanceOf(UnwritableDataException.class);

            assertThat(node.scheduler().exists(JobId.of("a"))).isTrue();
            assertThat(node.scheduler().exists(JobId.of("c"))).isFalse();
        }

        @Test
        void tellsHowFarItCameWhenTheStoreStopsToAnswer() {
            List<Job> jobs = many(1_700);
            node.store().losesReplyOf(method -> method.equals("schedule") && scheduleCalls() == 2);

            PartlyScheduledException partly = catchThrowableOfType(
                    PartlyScheduledException.class, () -> node.scheduler().schedule(jobs, ConflictPolicy.FAIL));

            assertThat(partly.results()).hasSize(500).allMatch(result -> result.kind() == Kind.CREATED);
            assertThat(partly.inDoubt()).hasSize(500).startsWith(JobId.of("job-500"));
            assertThat(partly.notScheduled()).hasSize(700).startsWith(JobId.of("job-1000"));
            assertThat(partly)
                    .hasMessageStartingWith("Of 1700 jobs 500 were scheduled, 500 may have been, and 700 were not");
            assertThat(scheduleCalls()).isEqualTo(2);

            node.store().comesBack();
            assertThat(node.scheduler().schedule(jobs, ConflictPolicy.KEEP))
                    .extracting(ScheduleResult::kind)
                    .containsSubsequence(Kind.KEPT, Kind.CREATED)
                    .hasSize(1_700)
                    .filteredOn(Kind.CREATED::equals)
                    .hasSize(700);
        }

        @Test
        void triesNoFurtherReplacementWhenTheStoreStopsToAnswer() {
            node.scheduler().schedule(later("a", "b", "c"), ConflictPolicy.FAIL);
            node.store()
                    .awayFor(method -> method.equals("modify") && node.store().calls("modify") == 2);

            PartlyScheduledException partly = catchThrowableOfType(
                    PartlyScheduledException.class,
                    () -> node.scheduler().schedule(later("a", "b", "c", "d"), ConflictPolicy.REPLACE));

            assertThat(partly.results()).containsExactly(result("a", Kind.REPLACED), created("d"));
            assertThat(partly.inDoubt()).containsExactly(JobId.of("b"));
            assertThat(partly.notScheduled()).containsExactly(JobId.of("c"));
            assertThat(node.store().calls("modify")).isEqualTo(2);
        }

        @Test
        void isAskedNothingMoreOfAStoreThatIsAwayFromTheStart() {
            node.store().goesAway();
            int before = scheduleCalls();

            assertThatThrownBy(() -> node.scheduler().schedule(many(1_700), ConflictPolicy.FAIL))
                    .isInstanceOf(PartlyScheduledException.class)
                    .hasCauseInstanceOf(JobStoreException.class);
            assertThatThrownBy(() -> node.scheduler().schedule(later("one")))
                    .isExactlyInstanceOf(JobStoreException.class);

            assertThat(scheduleCalls() - before).isEqualTo(2);
        }

        private int scheduleCalls() {
            return node.store().calls("schedule");
        }

        private static ScheduleResult created(String id) {
            return result(id, Kind.CREATED);
        }

        private static ScheduleResult result(String id, Kind kind) {
            return new ScheduleResult(JobId.of(id), kind);
        }
    }

    @Nested
    class SchedulingOne {

        @Test
        void keepsTheJobThatIsThere() {
            node.scheduler().schedule(later("job").payload("old"));

            assertThat(node.scheduler().schedule(later("job").payload("new"), ConflictPolicy.KEEP))
                    .isEqualTo(new ScheduleResult(JOB, Kind.KEPT));

            assertThat(payload("job")).contains("old");
        }

        @Test
        void isSafeToRepeatAfterItsReplyWasLost() {
            node.store().losesReplyOf("schedule"::equals);
            Job job = Job.of("work").in(Duration.ofMinutes(1));
            assertThatThrownBy(() -> node.scheduler().schedule(job)).isInstanceOf(JobStoreException.class);
            node.store().comesBack();

            assertThat(node.scheduler().schedule(job, ConflictPolicy.KEEP).kind())
                    .isEqualTo(Kind.KEPT);
            simulation.run(Duration.ofMinutes(2));

            assertThat(entries).hasSize(1);
        }
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

        @Test
        void losesNoConcurrentChange() {
            Member other = node("b", nothing());
            node.scheduler().schedule(later("job").payload(""));
            node.store().beforeAnswerOf("find", () -> other.scheduler().modify(JOB, appending("b")));
            other.store().beforeAnswerOf("find", () -> node.scheduler().modify(JOB, appending("a")));

            Job changed = node.scheduler().modify(JOB, appending("c"));

            assertThat(payload("job")).contains("abc");
            assertThat(changed.revision()).isEqualTo(4);
            assertThat(changed.payload()).contains("abc");
        }

        @Test
        void isRepeatedWhateverTheOtherDoes() {
            Member other = node("b", nothing());
            node.scheduler().schedule(later("job").payload(""));

            node.store().beforeAnswerOf("find", () -> other.scheduler().stop(JOB));
            node.scheduler().modify(JOB, appending("a"));
            assertThat(find(node, "job").state()).isEqualTo(JobState.STOPPED);

            node.store().beforeAnswerOf("find", () -> other.scheduler().remove(JOB));
            assertThatThrownBy(() -> node.scheduler().modify(JOB, appending("b")))
                    .isInstanceOf(UnknownJobException.class);
        }

        @Test
        void ofAJobThatWasReadBeforeLosesAndSaysSo() {
            node.scheduler().schedule(later("job").payload("old"));
            Job read = job("job");
            Job first = node.scheduler().modify(read.payload("first"));

            assertThatThrownBy(() -> node.scheduler().modify(read.payload("second")))
                    .isInstanceOf(JobConflictException.class)
                    .hasMessageContaining("was changed since it was read");

            assertThat(payload("job")).contains("first");
            assertThat(node.scheduler().modify(first.payload("third")).revision())
                    .isEqualTo(3);
            assertThat(payload("job")).contains("third");
        }

        @Test
        void ofAJobThatIsChangedWhileItIsSentLosesToo() {
            Member other = node("b", nothing());
            node.scheduler().schedule(later("job").payload("old"));
            Job read = job("job");
            node.store().beforeAnswerOf("find", () -> other.scheduler().modify(JOB, job -> job.payload("theirs")));

            assertThatThrownBy(() -> node.scheduler().modify(read.payload("mine")))
                    .isInstanceOf(JobConflictException.class);

            assertThat(payload("job")).contains("theirs");
        }

        @Test
        void mayNotChangeTheId() {
            node.scheduler().schedule(later("job"));

            assertThatThrownBy(() -> node.scheduler().modify(JOB, job -> job.id("other")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("The id of a job cannot be changed");
        }

        private UnaryOperator<Job> appending(String more) {
            return job -> job.payload(job.payloadAs(String.class).orElse("") + more);
        }
    }

    @Nested
    class Listing {

        @Test
        void showsEachJobOnceInPagesOfAnySize() {
            node.scheduler().schedule(many(1_100), ConflictPolicy.FAIL);

            for (int limit : List.of(JobQuery.MAX_LIMIT, 100, 7)) {
                assertThat(list(JobQuery.all().limit(limit), limit))
                        .hasSize(1_100)
                        .doesNotHaveDuplicates();
            }
        }

        @Test
        void showsWhatIsAskedFor() {
            node.scheduler().schedule(later("a", "b", "c"), ConflictPolicy.FAIL);
            node.scheduler().schedule(later("d").executor("rare"));
            node.scheduler().stop(JobId.of("b"));
            node.scheduler().stop(JobId.of("d"));

            assertThat(list(JobQuery.all().state(JobState.STOPPED), 1)).containsExactlyInAnyOrder("b", "d");
            assertThat(list(JobQuery.all().executor("work"), 1)).containsExactlyInAnyOrder("a", "b", "c");
            assertThat(list(JobQuery.all().executor("rare").state(JobState.STOPPED), 1))
                    .containsExactly("d");
            assertThat(list(JobQuery.all().executor("nobody"), 1)).isEmpty();
        }

        @Test
        void refusesALimitAndACursorThatAreNone() {
            for (int limit : List.of(0, -1, JobQuery.MAX_LIMIT + 1, Integer.MAX_VALUE)) {
                assertThatThrownBy(() -> JobQuery.all().limit(limit))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("1 to 500");
            }
            for (String cursor : List.of("x", ":", "1:", "-1:", "99999999999:", "x:y")) {
                assertThatThrownBy(() -> node.scheduler().list(JobQuery.all().cursor(cursor)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("The cursor \"" + cursor + "\"");
            }
        }

        private List<String> list(JobQuery query, int limit) {
            List<String> found = new ArrayList<>();
            Optional<String> cursor = Optional.of("");
            while (cursor.isPresent()) {
                JobList page = node.scheduler().list(query.cursor(cursor.get()).limit(limit));
                assertThat(page.jobs()).hasSizeLessThanOrEqualTo(limit);
                page.jobs().forEach(job -> found.add(job.id().value()));
                cursor = page.cursor();
            }
            return found;
        }
    }
}
