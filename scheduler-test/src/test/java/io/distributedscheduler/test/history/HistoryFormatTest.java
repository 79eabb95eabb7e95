package io.distributedscheduler.test.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.memory.MemoryFixture;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.LateCallException;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoredJob;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Holds the format of a history: {@code golden/history.jsonl} has a line of each kind of event that a {@link RecordedStore}
 * writes, and those of a node.
 */
class HistoryFormatTest {

    private static final Path GOLDEN =
            Path.of("src/test/resources/io/distributedscheduler/test/history/golden/history.jsonl");
    private static final String EVERY_SECOND = every(1_000);
    private static final String EVERY_TWO_SECONDS = every(2_000);
    private static final String ONCE = Tale.ONCE.replace(
            "}}",
            "},\"retry\":{\"attempts\":3,\"firstDelay\":500," + "\"longestDelay\":500,\"multiplier\":1,\"jitter\":0}}");
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final NodeId A = new NodeId("a", "1");
    private static final NodeId B = new NodeId("b", "1");
    private static final Retention KEPT = new Retention(20, Duration.ofHours(1));
    private static final Duration AHEAD = Duration.ofMillis(20);

    private final MemoryFixture memory = new MemoryFixture();
    private final List<HistoryEvent> recorded = new ArrayList<>();
    private @Nullable RuntimeException failure;
    private boolean afterEffect;
    private final JobStore store = new RecordedStore(unreliable(memory.store()), "a", recorded::add, new StoppedTime());
    private int calls;

    /** The store, which fails once when it is told to, before the effect or after it. */
    private JobStore unreliable(JobStore reliable) {
        return (JobStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    RuntimeException failing = failure;
                    if (failing != null && !afterEffect) {
                        failure = null;
                        throw failing;
                    }
                    try {
                        Object answer = method.invoke(reliable, arguments);
                        if (failing != null) {
                            failure = null;
                            throw failing;
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void eventsAreWrittenAsTheyAreKnown() throws IOException {
        tellEverything();

        List<String> lines = recorded.stream().map(HistoryJson::write).toList();
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(GOLDEN.getParent());
            Files.write(GOLDEN, lines);
        }
        assertThat(lines).isEqualTo(Files.readAllLines(GOLDEN));
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        tellEverything();

        assertThat(HistoryFile.read(GOLDEN)).isEqualTo(recorded);
    }

    @Test
    void theHistoryOfTheGoldenFileBreaksNothing() {
        tellEverything();
        recorded.removeIf(event -> event.node().equals("old"));

        // One of the nodes is declared dead two seconds after it has joined.
        CheckOptions options = CheckOptions.ofLease(Duration.ofSeconds(2));
        assertThat(HistoryChecker.check(recorded, FinalState.of(memory.store()), options))
                .isEmpty();
    }

    private void tellEverything() {
        store.join(new JoinRequest(0, A, LEASE, "{}"));
        definitions();
        runs();
        keywords();
        nodes();
        failures();
        fromNodes();
    }

    private void definitions() {
        NewJob once = new NewJob(job("once", 1, null, ONCE), new Due.In(Duration.ofSeconds(1)));
        NewJob every = new NewJob(job("every", 1, null, EVERY_SECOND), new Due.At(in(2_000)));
        store.schedule(call(), List.of(once, every));
        store.schedule(call(), List.of(once));
        Accounting none = new Accounting(in(2_000), false, Counts.NONE);
        store.modify(
                call(),
                new Modification(
                        job("every", 1, null, EVERY_TWO_SECONDS),
                        new Due.At(in(2_000)),
                        Optional.empty(),
                        Optional.of(none),
                        false));
        store.modify(
                call(),
                new Modification(
                        job("every", 1, null, EVERY_SECOND),
                        new Due.Unchanged(),
                        Optional.empty(),
                        Optional.empty(),
                        true));
        StopRequest stop = new StopRequest(new JobId("every"), "for now", "ada", Optional.empty());
        store.stop(call(), stop);
        store.stop(call(), stop);
        store.start(call(), new JobId("every"), 1, new Due.At(in(2_000)));
        store.start(call(), new JobId("every"), 2, new Due.At(in(2_000)));
        store.start(call(), new JobId("every"), 2, new Due.At(in(2_000)));
        store.start(call(), new JobId("nobody"), 1, new Due.At(in(2_000)));
        store.stop(call(), new StopRequest(new JobId("nobody"), "", "ada", Optional.empty()));
    }

    private void runs() {
        memory.advance(Duration.ofSeconds(2));
        List<Claim> claims = claim(A, 1).claims();
        Claim once = claims.stream()
                .filter(claim -> !claim.job().repeats())
                .findFirst()
                .orElseThrow();
        Claim every = claims.stream()
                .filter(claim -> claim.job().repeats())
                .findFirst()
                .orElseThrow();
        claim(A, 1);
        claim(A, 2);
        ClaimRef never = new ClaimRef(once.handle(), 7);
        complete(A, every, new After.Next(new Due.At(memory.now().plusSeconds(2))), new Counts(1, 0, 0, 0));
        store.complete(call(), 0, A, List.of(completion(never, new After.Finished(), Counts.NONE)));
        complete(A, once, new After.Retry(Duration.ofMillis(500)), Counts.NONE);
        memory.advance(Duration.ofMillis(500));
        Claim again = claim(A, 3).claims().get(0);
        store.release(0, A, List.of(ref(again)));
        store.release(0, A, List.of(ref(again)));
        again = claim(A, 4).claims().get(0);
        complete(A, again, After.Retry.ofHandedBack(), Counts.NONE);
        again = claim(A, 5).claims().get(0);
        complete(A, again, new After.Finished(), Counts.NONE);
    }

    private void keywords() {
        store.schedule(call(), List.of(new NewJob(job("order", 1, "order", Tale.ON_ORDER), new Due.Waiting())));
        store.fire(call(), new FireRequest(0, "order", "event-1", "1"));
        store.promote(0, "order", 10);
        Claim fired = claim(A, 6).claims().get(0);
        complete(A, fired, new After.Next(new Due.Waiting()), new Counts(1, 0, 0, 0));
    }

    private void nodes() {
        store.beat(new BeatRequest(0, A, LEASE, List.of("work")));
        Instant leaseEnd = store.join(new JoinRequest(0, B, LEASE, "{}")).plus(LEASE);
        memory.advance(Duration.ofSeconds(2));
        claim(B, 1);
        store.leave(0, B);
        store.recover(0, B, leaseEnd.plusMillis(1), 10);
        store.recover(0, B, leaseEnd, 10);
        store.beat(new BeatRequest(0, B, LEASE, List.of("work")));
        claim(B, 2);
        Claim lost = claim(A, 7).claims().get(0);
        store.remove(call(), new StopRequest(new JobId("every"), "", "ada", Optional.empty()), KEPT);
        complete(A, lost, new After.Finished(), new Counts(1, 0, 0, 0));
        store.leave(0, A);
    }

    private void failures() {
        StopRequest stop = new StopRequest(new JobId("order"), "", "ada", Optional.empty());
        Call call = call();
        failing(new JobStoreException("the reply was lost", null), true, () -> store.stop(call, stop));
        store.stop(call, stop);
        Call late = call();
        failing(new LateCallException(late, late.notAfter().plusSeconds(1)), false, () -> store.stop(late, stop));
        failing(new IllegalArgumentException("never due"), false, () -> store.stop(call(), stop));
        JobStore announced = new RecordedStore(memory.store(), "a", recorded::add, new StoppedTime()).announced();
        announced.remove(call(), stop, KEPT);
    }

    /** What a node writes by itself, and what versions before wrote that had no facts. */
    private void fromNodes() {
        recorded.add(new HistoryEvent(1, "old", 0, 0, 0, "invoke", "schedule", "job", 0, 0, 0, 0, 0, null, "1"));
        recorded.add(new HistoryEvent(2, "old", 0, 0, 0, "ok", "schedule", "job", 0, 0, 0, 0, 0, null, "1"));
        recorded.add(new HistoryEvent(3, "old", 1, 2, 3, "start", null, "job", 4, 5, 6, 7, 8, null, null)
                .with(Fact.TRUE_MICROS, "3"));
        recorded.add(new HistoryEvent(4, "old", 1, 2, 3, "end", null, "job", 4, 5, 6, 7, 8, "SUCCEEDED", null));
    }

    private void failing(RuntimeException e, boolean hadEffect, Runnable step) {
        failure = e;
        afterEffect = hadEffect;
        try {
            step.run();
        } catch (RuntimeException expected) {
            assertThat(expected).isSameAs(e);
        }
    }

    private static String every(int interval) {
        return "{\"v\":1,\"trigger\":{\"type\":\"every\",\"interval\":" + interval + ",\"anchor\":1772366402000}}";
    }

    private static StoredJob job(String id, long revision, @Nullable String keyword, String definition) {
        return new StoredJob(
                new JobId(id), revision, "work", keyword, !definition.equals(ONCE), definition + "\n\"payload\"");
    }

    private Claims claim(NodeId node, long number) {
        return store.claim(new ClaimRequest(0, node, number, 10, List.of("work"), AHEAD, 0));
    }

    private void complete(NodeId node, Claim claim, After after, Counts counts) {
        store.complete(call(), 0, node, List.of(completion(ref(claim), after, counts)));
    }

    private Completion completion(ClaimRef claim, After after, Counts counts) {
        return new Completion(claim, memory.now(), Outcome.SUCCEEDED, "", after, counts, KEPT);
    }

    private static ClaimRef ref(Claim claim) {
        return new ClaimRef(claim.handle(), claim.token());
    }

    private Instant in(long ms) {
        return memory.now().plusMillis(ms);
    }

    private Call call() {
        return new Call("call-" + ++calls, memory.now(), memory.now().plusSeconds(5));
    }
}
