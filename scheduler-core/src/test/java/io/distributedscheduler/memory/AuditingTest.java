package io.distributedscheduler.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.memory.MemoryState.Next;
import io.distributedscheduler.store.Audit;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.JobRecord.Note;
import io.distributedscheduler.store.Mark;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.StoredJob;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** An audit finds what no call can bring about: states in which a rule of the data model is broken. */
class AuditingTest {

    private static final NodeId NODE = new NodeId("node-a", "1");
    private static final JobId SYNC = new JobId("sync");
    private static final Handle HANDLE = Handle.next(SYNC);
    private static final Note NOTE = new Note(Instant.EPOCH, "", "");

    private final MemoryState state = new MemoryState();
    private final KeptRuns runs = new KeptRuns(state);
    private final Places places = new Places(state, runs);
    private final Auditing auditing = new Auditing(state, runs, places, new Endings(state, places));

    @Test
    void aSoundStoreHasNoProblems() {
        pending(job("sync"));
        running(job("other"));

        Audit audit = auditing.audit();

        assertThat(audit.problems()).isEmpty();
        assertThat(audit.repaired()).isEmpty();
    }

    @Test
    void aJobThatStandsNowhereIsPutBack() {
        state.put(job("sync"));
        state.put(new StoredJob(new JobId("pick"), 1, "work", "order", true, ""));

        Audit audit = auditing.audit();

        assertThat(audit.repaired()).containsExactly("pick", "sync");
        assertThat(audit.problems()).isEmpty();
        assertThat(audit.state()).containsKeys("due/work/sync", "waiting/order/pick");
        assertThat(auditing.audit().repaired()).isEmpty();
    }

    @Test
    void aJobInTwoPlacesIsFound() {
        pending(job("sync"));
        state.stopped.put(SYNC, NOTE);

        assertThat(auditing.audit().problems()).containsExactly("job sync stands in [due in work, stopped]");
    }

    @Test
    void aHandleInAnotherQueueIsFound() {
        state.put(job("sync"));
        state.due("mail").put(HANDLE, 1);

        assertThat(auditing.audit().problems()).containsExactly("queue mail has sync, which does not belong there");
    }

    @Test
    void aHandleOfAJobThatIsGoneIsFound() {
        state.due("work").put(HANDLE, 1);

        assertThat(auditing.audit().problems()).containsExactly("queue work has sync, which does not belong there");
    }

    @Test
    void anOpenOccurrenceThatIsNotPendingOrSaysNothingIsFound() {
        pending(job("sync"));
        state.open.put(HANDLE, Occurrence.plain(0));
        state.open.put(Handle.next(new JobId("gone")), Occurrence.plain(7));

        assertThat(auditing.audit().problems())
                .containsExactly("open of gone, which is not pending", "open of sync says nothing");
    }

    @Test
    void claimsOfAJobThatIsGoneAreMarked() {
        Running claim = running(job("sync"));
        state.forget(SYNC);
        assertThat(auditing.audit().problems())
                .containsExactly("node node-a#1 holds an unmarked claim of sync, which is gone");

        claim.mark(Mark.REMOVE);
        assertThat(auditing.audit().problems()).isEmpty();
    }

    @Test
    void marksFitTheirJobs() {
        Running claim = running(job("sync"));
        claim.mark(Mark.REMOVE);
        assertThat(auditing.audit().problems()).containsExactly("claim of sync is marked REMOVE, but the job exists");

        Running unmarked = running(job("other"));
        state.stopped.put(unmarked.handle.job(), NOTE);
        assertThat(auditing.audit().problems()).contains("claim of other has no mark, but the job is stopped");
    }

    @Test
    void aChangedJobThatRunsHasANextAndNoOther() {
        running(job("sync"));
        state.next.put(SYNC, new Next(OptionalLong.of(1)));
        state.next.put(new JobId("gone"), new Next(OptionalLong.of(1)));
        assertThat(auditing.audit().problems())
                .containsExactly("job sync has a next", "next of gone, which does not run");

        state.next.clear();
        state.put(new StoredJob(SYNC, 2, "work", null, true, ""));
        assertThat(auditing.audit().problems()).containsExactly("job sync was changed while it runs, but has no next");
    }

    @Test
    void claimsAndNodesAgree() {
        Running claim = running(job("sync"));
        state.nodes.clear();
        assertThat(auditing.audit().problems()).containsExactly("claim of sync, which its node does not hold");

        state.running.clear();
        Node node = node();
        node.running.put(claim.token, claim);
        assertThat(auditing.audit().problems())
                .containsExactly("node node-a#1 holds a claim of sync that the job does not know");
    }

    @Test
    void aDeadNodeHoldsSomething() {
        node().die();

        assertThat(auditing.audit().problems()).containsExactly("node node-a#1 is dead and holds nothing");
    }

    @Test
    void tokensAreInOrder() {
        running(job("sync"));
        running(job("other"));
        state.lastToken = 1;

        assertThat(auditing.audit().problems()).containsExactly("token 2 of other is out of order");
    }

    @Test
    void aKeywordHasExactlyTheJobsThatItReaches() {
        StoredJob pick = new StoredJob(new JobId("pick"), 1, "work", "order", true, "");
        state.put(pick);
        state.due("work").put(Handle.next(pick.id()), 1);
        assertThat(auditing.audit().problems()).containsExactly("keyword order lacks pick");

        state.keyword("order").join(pick.id());
        state.keyword("other").join(pick.id());
        state.keyword("other").join(new JobId("gone"));
        assertThat(auditing.audit().problems())
                .containsExactly("keyword other has gone, which is gone", "keyword other has pick");
    }

    @Test
    void theFiresOfAKeywordAreThoseThatItsJobsNeed() {
        StoredJob pick = new StoredJob(new JobId("pick"), 1, "work", "order", true, "");
        state.put(pick);
        places.place(pick, new Due.Waiting());
        Keyword keyword = state.keyword("order");
        keyword.add(1, "");
        keyword.fires.clear();
        assertThat(auditing.audit().problems()).containsExactly("fire 1 of order is missing");

        keyword.add(1, "");
        keyword.consumed.put(pick.id(), 2);
        keyword.waiting.put(pick.id(), 1);
        keyword.add(1, "");
        keyword.consumed.put(pick.id(), 3);
        assertThat(auditing.audit().problems())
                .containsExactly(
                        "fires of order that everybody has consumed", "keyword order and its waiting disagree on pick");
    }

    @Test
    void nothingIsLeftOfAJobThatIsGone() {
        state.stopped.put(SYNC, NOTE);
        state.failed.put(SYNC, NOTE);
        state.counts.put(SYNC, Counts.NONE);
        runs.lists.put(SYNC, new ArrayDeque<>());

        assertThat(auditing.audit().problems())
                .containsExactly(
                        "counts of sync, which does not repeat",
                        "counts of sync, which is gone",
                        "failed of sync, which is gone",
                        "runs of sync that nothing forgets",
                        "stopped of sync, which is gone");
    }

    private static StoredJob job(String id) {
        return new StoredJob(new JobId(id), 1, "work", null, true, "");
    }

    private void pending(StoredJob job) {
        state.put(job);
        places.place(job, new Due.At(Instant.EPOCH));
    }

    private Node node() {
        Node node = state.nodes.computeIfAbsent(NODE, id -> new Node(id, ""));
        node.leaseEnd = 1;
        return node;
    }

    private Running running(StoredJob job) {
        state.put(job);
        state.lastToken++;
        Running claim = new Running(
                Handle.next(job.id()),
                NODE,
                state.lastToken,
                1,
                "work",
                0,
                1,
                Occurrence.plain(0).claimed(state.lastToken),
                Instant.EPOCH,
                false);
        state.running.put(claim.handle, claim);
        node().running.put(claim.token, claim);
        return claim;
    }
}
