package io.distributedscheduler.engine;

import static io.distributedscheduler.test.simulation.SimulatedRuntime.sleep;
import static io.distributedscheduler.test.simulation.SimulatedRuntime.sleepDeaf;
import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.codec.TriggerTypes;
import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.event.SchedulerEvent.NodeRejoined;
import io.distributedscheduler.event.SchedulerEvent.RunLost;
import io.distributedscheduler.event.SchedulerEvent.StoreAway;
import io.distributedscheduler.event.SchedulerEvent.StoreBack;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import io.distributedscheduler.trigger.TriggerType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Nodes die, freeze, and lose their store: nothing is lost, and who was declared dead can write nothing. */
class TakeoverTest extends ClusterTest {

    private static final Duration TAKEN_OVER = Duration.ofMillis(12_500);

    @Test
    void theRunsOfANodeThatDiedAreClaimedAgainWithin12LeasesAndAHalf() {
        Member dying = node("a", taking(Duration.ofHours(1)));
        Member other = node("b", taking(Duration.ofSeconds(1)), builder -> {});
        List<JobId> jobs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            jobs.add(dying.scheduler().schedule(Job.of("work").id("job-" + i)));
        }
        simulation.run(Duration.ofSeconds(3));
        List<Entry> lost =
                entries.stream().filter(entry -> entry.node().equals("a")).toList();
        assertThat(lost).isNotEmpty();
        Instant lastRenewal = lastRenewal("a");

        dying.crash();
        simulation.run(TAKEN_OVER.plusSeconds(2));

        assertThat(jobs).noneMatch(other.scheduler()::exists);
        for (Entry entry : lost) {
            assertThat(entries)
                    .filteredOn(again -> again.node().equals("b") && again.run() == entry.run())
                    .singleElement()
                    .satisfies(again -> {
                        assertThat(again.at()).isBefore(lastRenewal.plus(TAKEN_OVER));
                        assertThat(again.attempt()).isEqualTo(2);
                        assertThat(again.token()).isGreaterThan(entry.token());
                    });
        }
        assertThat(events(RunLost.class)).hasSize(lost.size());
        assertThat(other.scheduler().runs(lost.get(0).job()))
                .extracting(Run::outcome)
                .containsExactly(Outcome.SUCCEEDED, Outcome.LOST);
    }

    @Test
    void aBusyNodeRecoversAndTheIdleOnesRun() {
        Member dying = node("a", taking(Duration.ofHours(1)));
        dying.scheduler().schedule(Job.of("work").id("job"));
        simulation.run(SOON);
        for (String name : List.of("b", "c", "d")) {
            node(name, nothing());
        }

        dying.crash();
        simulation.run(TAKEN_OVER);

        assertThat(entries).hasSize(2);
        assertThat(history("lost")).hasSize(1);
    }

    @Test
    void aJobThatKeepsKillingItsNodeIsParked() {
        Member[] nodes = {node("a", taking(Duration.ofHours(1))), null, null, null};
        nodes[0].scheduler().schedule(Job.of("work").id("job").retry(RetryPolicy.none()));
        simulation.run(SOON);
        for (int i = 1; i <= 3; i++) {
            nodes[i] = node("n" + i, taking(Duration.ofHours(1)));
            nodes[i - 1].crash();
            simulation.run(TAKEN_OVER.plusSeconds(3));
        }

        assertThat(entries).hasSize(3);
        assertThat(find(nodes[3], "job").state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void attemptsThatWereLostWithTheirNodeAreNotUsedUp() {
        Member dying = node("a", taking(Duration.ofHours(1)));
        dying.scheduler()
                .schedule(Job.of("work")
                        .id("job")
                        .retry(RetryPolicy.attempts(2).backoff(Duration.ofSeconds(1), Duration.ofSeconds(1))));
        simulation.run(SOON);
        node("b", context -> {
            throw new IllegalStateException("broken");
        });
        dying.crash();
        simulation.run(Duration.ofMinutes(1));

        assertThat(entries).extracting(Entry::attempt).containsExactly(1, 2, 3);
    }

    @Test
    void aNodeThatWasFrozenCannotWriteAndComesBackUnderANewEpoch() {
        List<JobContext<?>> contexts = new ArrayList<>();
        Member frozen = node("a", context -> {
            contexts.add(context);
            sleepDeaf(Duration.ofSeconds(5));
            return "zombie";
        });
        Member other = node(
                "b",
                context -> "good",
                builder -> builder.settings(settings("b").concurrency(1).base()));
        JobId id = scheduleOn("a", frozen);

        frozen.freeze(Duration.ofSeconds(30));
        simulation.run(Duration.ofSeconds(29));
        assertThat(other.scheduler().runs(id).get(0).result(String.class)).contains("good");
        simulation.run(Duration.ofSeconds(5));

        assertThat(other.scheduler().runs(id))
                .extracting(Run::outcome)
                .containsExactly(Outcome.SUCCEEDED, Outcome.LOST);
        assertThat(other.scheduler().runs(id).get(0).result(String.class)).contains("good");
        assertThat(contexts.get(0).holdsClaim()).isFalse();
        assertThat(events(NodeRejoined.class)).singleElement().satisfies(event -> {
            assertThat(event.node()).startsWith("a#");
            assertThat(event.storeWasEmpty()).isFalse();
        });
        assertThat(history("completeAccepted"))
                .filteredOn(event -> id.value().equals(event.job()))
                .hasSize(1);
        assertThat(cluster.store().nodes(0)).hasSize(2);
    }

    @Test
    void aNodeKnowsByItsOwnClockWhenItMayHaveBeenDeclaredDead() {
        List<JobContext<?>> contexts = new ArrayList<>();
        Member node = node("a", context -> {
            contexts.add(context);
            sleep(Duration.ofHours(1));
            return null;
        });
        node.scheduler().schedule(Job.of("work"));
        simulation.run(SOON);
        Instant renewed = lastRenewal("a");

        node.store().goesAway();
        simulation.run(Duration.between(now(), renewed.plusMillis(9_990)));
        assertThat(contexts.get(0).holdsClaim()).isTrue();
        simulation.run(Duration.ofMillis(20));
        assertThat(contexts.get(0).holdsClaim()).isFalse();
        assertThat(contexts.get(0).stopRequested()).isFalse();

        node.store().comesBack();
        simulation.run(Duration.ofSeconds(2));
        assertThat(contexts.get(0).holdsClaim()).isTrue();
    }

    @Test
    void anExclusiveRunIsInterruptedBeforeAnotherNodeMayHaveIt() {
        Member first = node("a", taking(Duration.ofMinutes(10)));
        first.scheduler().schedule(Job.of("work").id("job").exclusive());
        simulation.run(SOON);
        Instant renewed = lastRenewal("a");
        node("b", taking(Duration.ofMinutes(1)));

        first.store().goesAway();
        simulation.run(Duration.ofSeconds(30));

        Instant ended = instantOf(history("end").get(0));
        assertThat(ended).isBetween(renewed.plusMillis(9_900), renewed.plusMillis(10_010));
        assertThat(entries).hasSize(2);
        assertThat(entries.get(1).at()).isAfter(ended);
    }

    @Test
    void anExclusiveRunWhoseNodeWasNotDeclaredDeadGoesOnLater() {
        Member node = node("a", taking(Duration.ofSeconds(30)));
        node.scheduler().schedule(Job.of("work").id("job").exclusive().retry(RetryPolicy.none()));
        simulation.run(SOON);

        node.store().goesAway();
        simulation.run(Duration.ofSeconds(20));
        node.store().comesBack();
        simulation.run(Duration.ofSeconds(40));

        assertThat(entries).hasSize(2);
        assertThat(node.scheduler().runs(JobId.of("job")))
                .extracting(Run::outcome)
                .containsExactly(Outcome.SUCCEEDED, Outcome.STOPPED);
    }

    @Test
    void anOutageOfTheStoreKillsNobodyAndRunsGoOn() {
        Member first = node("a", taking(Duration.ofSeconds(50)));
        Member second = node("b", taking(Duration.ofSeconds(50)));
        for (int i = 0; i < 6; i++) {
            first.scheduler().schedule(Job.of("work"));
        }
        first.scheduler().schedule(Job.of("work").id("later").in(Duration.ofSeconds(30)));
        simulation.run(SOON);

        first.store().goesAway();
        second.store().goesAway();
        simulation.run(Duration.ofMinutes(2));
        first.store().comesBack();
        second.store().comesBack();
        simulation.run(Duration.ofSeconds(2));

        assertThat(entries).hasSize(7);
        assertThat(history("lost")).isEmpty();
        assertThat(history("dead")).isEmpty();
        assertThat(history("completeAccepted")).hasSize(6);
        assertThat(events(StoreAway.class)).hasSize(2);
        assertThat(events(StoreBack.class)).hasSize(2);
    }

    @Test
    void aNodeWithoutStoreIsDeclaredDeadByTheOthersWhoseBeatsGoWell() {
        Member away = node("a", taking(Duration.ofMinutes(5)));
        JobId id = scheduleOn("a", away);
        node("b", nothing());

        away.store().goesAway();
        simulation.run(TAKEN_OVER);

        assertThat(entries).extracting(Entry::node).containsExactly("a", "b");
        away.store().comesBack();
        simulation.run(Duration.ofSeconds(3));
        assertThat(history("dead")).hasSize(1);
        assertThat(away.scheduler().runs(id)).extracting(Run::outcome).containsExactly(Outcome.SUCCEEDED, Outcome.LOST);
    }

    @Test
    void aNodeWhoseFirstBeatFailsBeatsAgain() {
        // Several, since the monotonic clocks of some machines begin below zero.
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            Member node = unstarted(name, nothing(), builder -> {});
            node.store().awayFor(method -> method.equals("beat"));
            node.scheduler().start();
            simulation.run(SOON);
            node.store().comesBack();
        }

        simulation.run(Duration.ofMinutes(1));

        assertThat(cluster.store().nodes(0))
                .hasSize(6)
                .allSatisfy(node -> assertThat(node.leaseEnd()).isAfter(now()));
    }

    @Test
    void whatANodeSawBeforeItWasLostCountsForNothing() {
        Member first = node("a", nothing());
        Member second = node("b", taking(Duration.ofMinutes(5)));
        scheduleOn("b", second);
        NodeId lost = cluster.store().nodes(0).get(0).node();

        second.store().goesAway();
        simulation.run(BEAT.multipliedBy(3));
        first.store().goesAway();
        simulation.run(Duration.ofMinutes(1));
        // As a failover to a replica does that has not seen the node join.
        assertThat(cluster.store().leave(0, lost)).isTrue();
        first.store().comesBack();
        simulation.run(Duration.ofSeconds(2));
        second.store().comesBack();
        simulation.run(TAKEN_OVER);

        assertThat(history("lost")).isEmpty();
    }

    @Test
    void aClaimWhoseReplyWasLostIsAskedForAgain() {
        Member node = node("a", nothing());

        node.store().losesReplyOf(method -> method.equals("claim"));
        node.scheduler().schedule(Job.of("work"));
        simulation.run(Duration.ofMillis(100));
        assertThat(entries).isEmpty();
        node.store().comesBack();
        simulation.run(Duration.ofSeconds(1));

        assertThat(entries).hasSize(1);
        assertThat(history("released")).isEmpty();
    }

    @Test
    void aCompletionWhoseReplyWasLostCountsOnce() {
        Member node = node("a", nothing());

        node.store().losesReplyOf(method -> method.equals("complete"));
        node.scheduler().schedule(Job.of("work").id("job").every(Duration.ofMinutes(1)));
        simulation.run(Duration.ofSeconds(1));
        node.store().comesBack();
        simulation.run(Duration.ofSeconds(5));

        assertThat(entries).hasSize(1);
        assertThat(find(node, "job").counts().runs()).isEqualTo(1);
        assertThat(history("completeAccepted")).hasSize(1);
    }

    @Test
    void aCompletionWhoseReplyWasLostIsKnownEvenAfterTheStoreHasForgottenTheCall() {
        Member node = node("a", nothing());

        node.store().losesReplyOf(method -> method.equals("complete"));
        JobId id = node.scheduler().schedule(Job.of("work"));
        simulation.run(Duration.ofMinutes(3));
        node.store().comesBack();
        simulation.run(Duration.ofSeconds(5));

        assertThat(entries).hasSize(1);
        assertThat(history("completeAccepted")).hasSize(1);
        assertThat(history("completeRejected")).isEmpty();
        assertThat(node.scheduler().runs(id)).hasSize(1);
    }

    @Test
    void aCompletionThatWaitsForTheStoreIsWrittenWhenThatIsBackHoweverLate() {
        Member node = node("a", taking(Duration.ofSeconds(1)));
        JobId id = node.scheduler().schedule(Job.of("work"));
        simulation.run(SOON);

        node.store().goesAway();
        simulation.run(Duration.ofMinutes(30));
        node.store().comesBack();
        simulation.run(Duration.ofSeconds(2));

        assertThat(entries).hasSize(1);
        assertThat(node.scheduler().runs(id)).hasSize(1);
    }

    @Test
    void aCompletionThatTheStoreTookAndLostIsWrittenAgain() {
        Member node = node("a", context -> "result");
        node.store().losesCompletions(true);
        JobId id = node.scheduler().schedule(Job.of("work"));
        simulation.run(SOON);
        assertThat(history("completeAccepted")).hasSize(1);
        assertThat(find(node, id.value()).state()).isEqualTo(JobState.RUNNING);

        node.store().losesCompletions(false);
        simulation.run(BEAT.multipliedBy(2));

        assertThat(entries).hasSize(1);
        assertThat(node.scheduler().runs(id).get(0).result(String.class)).contains("result");
    }

    @Test
    void aClaimThatTheStoreHasLostIsTakenAwayFromItsCode() {
        List<JobContext<?>> contexts = new ArrayList<>();
        Member node = node("a", context -> {
            contexts.add(context);
            sleep(contexts.size() == 1 ? Duration.ofHours(1) : Duration.ZERO);
            return null;
        });
        JobId id = node.scheduler().schedule(Job.of("work"));
        simulation.run(SOON);

        cluster.store()
                .release(
                        0,
                        cluster.store().nodes(0).get(0).node(),
                        List.of(new ClaimRef(Handle.next(id), contexts.get(0).token())));
        simulation.run(BEAT.multipliedBy(2));

        assertThat(contexts.get(0).holdsClaim()).isFalse();
        assertThat(contexts.get(0).stopRequested()).isTrue();
        assertThat(entries).hasSize(2);
        assertThat(history("completeAccepted")).hasSize(1);
    }

    @Test
    void aNodeWhoseStoreLostEverythingJoinsAgainAndSaysSo() {
        Member node = node("a", nothing());
        cluster.store().leave(0, cluster.store().nodes(0).get(0).node());
        simulation.run(BEAT.multipliedBy(2));

        assertThat(events(NodeRejoined.class))
                .singleElement()
                .satisfies(event -> assertThat(event.storeWasEmpty()).isTrue());
        node.scheduler().schedule(Job.of("work"));
        simulation.run(SOON);
        assertThat(entries).hasSize(1);
    }

    @Test
    void aNodeThatWasSuspendedAsksBeforeItStartsAnything() {
        Member suspended = node("a", nothing());
        node("b", nothing());
        JobId id = suspended.scheduler().schedule(Job.of("work").in(Duration.ofSeconds(5)));
        suspended.suspend(Duration.ofMinutes(5));

        simulation.run(Duration.ofMinutes(6));

        assertThat(entries).extracting(Entry::job).containsExactly(id);
        assertThat(history("dead")).hasSize(1);
    }

    @Test
    void aNodeThatIsSuspendedWhileItGetsARunReadyDoesNotStartIt() {
        AtomicReference<Runnable> whileItIsRead = new AtomicReference<>(() -> {});
        TriggerType<OwnTriggers.Doubling> type = OwnTriggers.doublingReadBy(whileItIsRead);
        Member suspended = node("a", nothing(), builder -> builder.triggers(new TriggerTypes(List.of(type))));
        JobId id = suspended
                .scheduler()
                .schedule(Job.of("work")
                        .trigger(new OwnTriggers.Doubling(now().plusSeconds(5).toEpochMilli()))
                        .maxRuns(1));
        whileItIsRead.set(() -> {
            whileItIsRead.set(() -> {});
            suspended.suspend(Duration.ofMinutes(5));
            SimulatedRuntime.sleepDeaf(Duration.ofMillis(1));
        });

        simulation.run(Duration.ofMinutes(4));
        node("b", nothing(), builder -> builder.triggers(new TriggerTypes(List.of(type))));
        simulation.run(Duration.ofMinutes(2));

        assertThat(entries).extracting(Entry::node).containsExactly("b");
        assertThat(entries).extracting(Entry::job).containsExactly(id);
    }

    @Test
    void aNodeStartsWithoutTheStoreAndJoinsWhenThatComes() {
        Member node = unstarted("a", nothing(), builder -> {});
        node.store().goesAway();
        node.scheduler().start();
        simulation.run(Duration.ofMinutes(1));
        assertThat(node.scheduler().isRunning()).isTrue();

        node.store().comesBack();
        simulation.run(Duration.ofSeconds(1));
        node.scheduler().schedule(Job.of("work"));
        simulation.run(SOON);

        assertThat(entries).hasSize(1);
    }

    @Test
    void everythingWorksWithoutASingleSignalLaterByABeat() {
        Member first = node("a", nothing());
        Member second = node("b", taking(Duration.ofMinutes(10)));
        first.hearsNothing();
        second.hearsNothing();

        JobId id = second.scheduler().schedule(Job.of("work").id("other"));
        simulation.run(BEAT.plusMillis(50));
        assertThat(entries).extracting(Entry::job).containsExactly(id);
    }

    @Test
    void manyNodesDoNotAllAskForEachJob() {
        List<Member> nodes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            nodes.add(node("n" + i, nothing()));
        }
        simulation.run(Duration.ofSeconds(5));
        int before = claims(nodes);
        for (int i = 0; i < 100; i++) {
            nodes.get(0).scheduler().schedule(Job.of("work").in(Duration.ofMillis(1_000 + 200 * i)));
        }
        simulation.run(Duration.ofSeconds(30));

        assertThat(entries).hasSize(100);
        assertThat(entries.stream().map(Entry::node).distinct()).hasSizeGreaterThan(5);
        assertThat(claims(nodes) - before).isLessThan(100 * 8 * 2);
    }

    private static int claims(List<Member> nodes) {
        return nodes.stream().mapToInt(node -> node.store().calls("claim")).sum();
    }

    /** A job that the node has begun to run. */
    private JobId scheduleOn(String name, Member node) {
        for (int i = 0; i < 20; i++) {
            JobId id = node.scheduler().schedule(Job.of("work"));
            simulation.run(Duration.ofMillis(100));
            if (entries.get(entries.size() - 1).node().equals(name)) {
                entries.removeIf(entry -> !entry.job().equals(id));
                return id;
            }
        }
        throw new AssertionError("node " + name + " claims nothing");
    }

    private Instant lastRenewal(String node) {
        List<HistoryEvent> renewals = cluster.history(node).stream()
                .filter(event -> event.type().equals("renewed") || event.type().equals("joined"))
                .toList();
        return instantOf(renewals.get(renewals.size() - 1));
    }

    private static Instant instantOf(HistoryEvent event) {
        return Instant.ofEpochSecond(0, event.storeMicros() * 1_000);
    }
}
