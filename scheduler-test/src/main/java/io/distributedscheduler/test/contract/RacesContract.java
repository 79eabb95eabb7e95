package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Recovery;
import io.distributedscheduler.store.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every call promises when others come at the same time: it is one step. */
abstract class RacesContract extends StoreContract {

    private static final int JOBS = 300;
    private static final List<String> NAMES = List.of("node-a", "node-b", "node-c", "node-d");

    /** Threads that wait for each other for ever end then; a busy machine may need a good part of it. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    @Test
    void eachJobIsRunByOneOfManyNodes() {
        NAMES.forEach(name -> join(new NodeId(name, "1")));
        store.schedule(
                call(),
                IntStream.range(0, JOBS)
                        .mapToObj(i -> new NewJob(oneTime("job-" + i), AT_ONCE))
                        .toList());
        Set<Long> tokens = ConcurrentHashMap.newKeySet();
        Queue<String> run = new ConcurrentLinkedQueue<>();

        atOnce(name -> {
            NodeId node = new NodeId(name, "1");
            for (long number = 1; run.size() < JOBS; number++) {
                for (Claim claim : claim(node, number, 7)) {
                    assertThat(tokens.add(claim.token())).isTrue();
                    run.add(claim.job().id().value());
                    assertThat(completeAs(node, claim, new After.Finished()).accepted())
                            .isTrue();
                }
            }
        });

        assertThat(run).hasSize(JOBS).doesNotHaveDuplicates();
        assertThat(facts().keySet()).noneMatch(fact -> fact.startsWith("job/") || fact.startsWith("running/"));
    }

    @Test
    void aJobHasOneClaimWhileOthersStopStartAndChangeIt() {
        NAMES.forEach(name -> join(new NodeId(name, "1")));
        schedule(repeating("sync"), AT_ONCE);
        AtomicReference<NodeId> holder = new AtomicReference<>();
        AtomicLong lastToken = new AtomicLong();
        AtomicInteger runs = new AtomicInteger();

        atOnce(name -> {
            NodeId node = new NodeId(name, "1");
            for (long number = 1; number <= 150; number++) {
                for (Claim claim : claim(node, number, 1)) {
                    assertThat(holder.compareAndSet(null, node))
                            .as("nobody else holds it")
                            .isTrue();
                    assertThat(claim.token()).isGreaterThan(lastToken.getAndSet(claim.token()));
                    holder.set(null);
                    assertThat(completeAs(node, claim, new After.Next(AT_ONCE)).accepted())
                            .isTrue();
                    runs.incrementAndGet();
                }
                Call call = callOf(node, number);
                switch (Math.floorMod(name.hashCode() + number, 5)) {
                    case 0 -> store.stop(call, stopping("sync"));
                    case 1, 2 -> store.start(call, id("sync"), revision(), AT_ONCE);
                    case 3 ->
                        store.modify(
                                call,
                                new Modification(
                                        withRevision(revision(), repeating("sync")),
                                        UNCHANGED,
                                        Optional.of(AT_ONCE),
                                        Optional.empty(),
                                        true));
                    default -> {}
                }
            }
        });

        assertThat(find("sync").counts().runs()).isEqualTo(runs.get()).isPositive();
    }

    @Test
    void anEventThatManyFireReachesEachJobOnce() {
        schedule(onKeyword("pick"), WAITING);
        schedule(onKeyword("pack"), WAITING);

        atOnce(name -> {
            for (int i = 1; i <= 50; i++) {
                FireRequest request = new FireRequest(0, ORDER, "order-" + i, "");
                assertThat(store.fire(callOf(new NodeId(name, "1"), i), request))
                        .isEqualTo(new FireAnswer.Reached(2, now()));
                store.promote(0, ORDER, 1);
            }
        });

        assertThat(facts()).containsEntry("fires/" + ORDER, "50");
        assertThat(state("pick")).isEqualTo(JobState.SCHEDULED);
        assertThat(state("pack")).isEqualTo(JobState.SCHEDULED);
    }

    @Test
    void aNodeIsDeclaredDeadOnceByMany() {
        NodeId dead = new NodeId("dead", "1");
        join(dead);
        store.schedule(
                call(),
                IntStream.range(0, JOBS)
                        .mapToObj(i -> new NewJob(repeating("job-" + i), AT_ONCE))
                        .toList());
        claim(dead, 1, JOBS);
        Instant leaseEnd = store.nodes(0).get(0).leaseEnd();
        Queue<RunRecord> lost = new ConcurrentLinkedQueue<>();

        atOnce(name -> {
            Recovery recovery;
            do {
                recovery = store.recover(0, dead, leaseEnd, 7);
                lost.addAll(recovery.lost());
            } while (recovery.more());
        });

        assertThat(lost).extracting(RunRecord::job).hasSize(JOBS).doesNotHaveDuplicates();
        assertThat(store.nodes(0)).isEmpty();
    }

    // ---- words

    private long revision() {
        return find("sync").job().revision();
    }

    private List<Claim> claim(NodeId node, long number, int limit) {
        return store.claim(new ClaimRequest(0, node, number, limit, List.of(WORK), Duration.ZERO, 0))
                .claims();
    }

    private CompleteAnswer completeAs(NodeId node, Claim claim, After after) {
        Call call = new Call("completing-" + claim.token(), now(), in(MINUTE));
        return store.complete(call, 0, node, List.of(ending(claim, Outcome.SUCCEEDED, after)))
                .get(0);
    }

    private Call callOf(NodeId node, long number) {
        return new Call(node + "-" + number, now(), in(MINUTE));
    }

    /** Does the same for each name in a thread of its own, all at once. */
    private static void atOnce(Consumer<String> work) {
        CyclicBarrier barrier = new CyclicBarrier(NAMES.size());
        ExecutorService threads = Executors.newFixedThreadPool(NAMES.size());
        try {
            List<Future<Void>> done = new ArrayList<>();
            for (String name : NAMES) {
                done.add(threads.submit(() -> {
                    barrier.await(LONGEST.toSeconds(), TimeUnit.SECONDS);
                    work.accept(name);
                    return null;
                }));
            }
            for (Future<Void> one : done) {
                one.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("One of the threads failed", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
