package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.ListRequest;
import io.distributedscheduler.store.QueueRecord;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What {@code find}, {@code list}, {@code runs}, {@code queues}, {@code time} and partitions promise. */
abstract class LookingContract extends StoreContract {

    @Test
    void theStoreSaysWhatTimeItIs() {
        advance(MICRO.multipliedBy(1_234_567));

        assertThat(store.time(0)).isEqualTo(now());
    }

    @Test
    void jobsOfOneTagAreInOnePartition() {
        assertThat(store.partitions()).isPositive();
        assertThat(store.partitionOf(id("{acme}sync")))
                .isEqualTo(store.partitionOf(id("{acme}mail")))
                .isEqualTo(store.partitionOf(id("acme")))
                .isBetween(0, store.partitions() - 1);
    }

    @Test
    void aJobThatIsNotThereIsNotFound() {
        assertThat(store.find(id("sync"))).isEmpty();
    }

    @Test
    void lookingChangesNothing() {
        running(repeating("sync"), A);
        schedule(onKeyword("pick"), WAITING);
        var before = facts();

        store.find(id("sync"));
        store.find(id("nothing"));
        store.list(all());
        store.runs(id("sync"), 10);
        store.queues(0);
        store.nodes(0);
        store.declarations(0);
        store.time(0);
        store.audit(0);

        assertThat(facts()).isEqualTo(before);
    }

    // ---- list

    @Test
    void allPagesTogetherHoldEachJobOnce() {
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < 250; i++) {
            ids.add("job-" + i);
            schedule(oneTime("job-" + i), in(MINUTE));
        }

        assertThat(listed(10, Optional.empty(), Optional.empty())).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(listed(JobStore.MAX_LISTED_JOBS, Optional.empty(), Optional.empty()))
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void anEmptyStoreHasOnePage() {
        assertThat(store.list(all())).isEqualTo(new JobPage(List.of(), Optional.empty()));
    }

    @Test
    void aPageDescribesJobsAsFindDoes() {
        running(repeating("sync"), A);

        assertThat(store.list(all()).jobs()).containsExactly(find("sync"));
    }

    @Test
    void jobsAreListedByState() {
        running(repeating("running"), A);
        running(repeating("ending"), A);
        stop("ending");
        complete(A, running(oneTime("failed"), A), Outcome.FAILED, new After.Failed("gave up"));
        schedule(repeating("scheduled"), in(MINUTE));
        schedule(repeating("stopped"), in(MINUTE));
        stop("stopped");
        schedule(onKeyword("waiting"), WAITING);
        running(repeating("removed"), A);
        remove("removed");

        Map<JobState, List<String>> listed = new TreeMap<>();
        for (JobState state : JobState.values()) {
            listed.put(
                    state,
                    listed(1, Optional.of(state), Optional.empty()).stream()
                            .sorted()
                            .toList());
        }

        assertThat(listed)
                .isEqualTo(Map.of(
                        JobState.STOPPED, List.of("ending", "stopped"),
                        JobState.RUNNING, List.of("running"),
                        JobState.FAILED, List.of("failed"),
                        JobState.SCHEDULED, List.of("scheduled"),
                        JobState.WAITING, List.of("waiting")));
    }

    @Test
    void jobsAreListedByExecutorWhateverTheTypeOfTheirTrigger() {
        schedule(inQueue("mail", oneTime("plain")), in(MINUTE));
        schedule(inQueue("mail~moon", oneTime("typed")), in(MINUTE));
        schedule(inQueue("mailing", oneTime("other")), in(MINUTE));

        assertThat(listed(10, Optional.empty(), Optional.of("mail"))).containsExactlyInAnyOrder("plain", "typed");
        assertThat(listed(10, Optional.of(JobState.SCHEDULED), Optional.of("mailing")))
                .containsExactly("other");
        assertThat(listed(10, Optional.of(JobState.FAILED), Optional.of("mailing")))
                .isEmpty();
    }

    @Test
    void aCursorOutlivesTheJobsOfItsPage() {
        for (int i = 0; i < 50; i++) {
            schedule(oneTime("job-" + i), in(MINUTE));
        }
        JobPage first = store.list(new ListRequest(0, Optional.empty(), Optional.empty(), "", 10));
        Set<String> seen = new TreeSet<>();
        first.jobs().forEach(job -> seen.add(job.job().id().value()));
        first.jobs().forEach(job -> remove(job.job().id().value()));

        Optional<String> cursor = first.cursor();
        while (cursor.isPresent()) {
            JobPage page = store.list(new ListRequest(0, Optional.empty(), Optional.empty(), cursor.get(), 10));
            page.jobs().forEach(job -> seen.add(job.job().id().value()));
            cursor = page.cursor();
        }

        assertThat(seen).hasSize(50);
    }

    // ---- runs

    @Test
    void runsAreAnsweredNewestFirstUpToALimit() {
        Claim claim = running(repeating("sync"), A);
        for (int i = 0; i < 4; i++) {
            advance(SECOND);
            succeedAndGoOn(A, claim, AT_ONCE);
            claim = claimOne(A);
        }

        assertThat(store.runs(id("sync"), 2))
                .extracting(RunRecord::finished)
                .containsExactly(now(), now().minus(SECOND));
        assertThat(store.runs(id("sync"), 0)).isEmpty();
        assertThat(store.runs(id("nothing"), 10)).isEmpty();
    }

    @Test
    void runsOfJobsThatHadTheSameIdAreAnsweredTogether() {
        finish(A, running(oneTime("invoice"), A));
        advance(SECOND);
        Claim second = running(oneTime("invoice"), A);
        failAndRetry(A, second, Duration.ZERO);
        finish(A, claimOne(A));
        advance(SECOND);
        Claim last = running(oneTime("invoice"), A);

        assertThat(runs("invoice")).extracting(RunRecord::attempt).containsExactly(2, 1, 1);
        finish(A, last);
        assertThat(runs("invoice")).extracting(RunRecord::attempt).containsExactly(1, 2, 1);
        assertThat(runs("invoice").get(0).token()).isEqualTo(last.token());
    }

    // ---- queues

    @Test
    void queuesSayWhatIsPendingInThem() {
        schedule(repeating("sync"), in(MINUTE));
        schedule(repeating("other"), in(SECOND));
        schedule(inQueue(MAIL, onKeyword("pick")), WAITING);
        running(inQueue("done", oneTime("invoice")));

        assertThat(store.queues(0))
                .containsExactly(
                        new QueueRecord("done", 0, Optional.empty()),
                        new QueueRecord(MAIL, 0, Optional.empty()),
                        new QueueRecord(WORK, 2, Optional.of(in(SECOND))));
    }

    private void running(StoredJob job) {
        join(A);
        schedule(job, AT_ONCE);
        assertThat(claim(claiming(A, 1, job.queue())).claims()).hasSize(1);
    }

    private List<String> listed(int limit, Optional<JobState> state, Optional<String> executor) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (true) {
            JobPage page = store.list(new ListRequest(0, state, executor, cursor, limit));
            page.jobs().forEach(job -> ids.add(job.job().id().value()));
            if (page.cursor().isEmpty()) {
                return ids;
            }
            cursor = page.cursor().get();
        }
    }

    private static ListRequest all() {
        return new ListRequest(0, Optional.empty(), Optional.empty(), "", 100);
    }
}
