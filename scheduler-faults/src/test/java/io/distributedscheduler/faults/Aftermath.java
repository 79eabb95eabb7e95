package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.faults.node.NodeApplication;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.test.history.CheckOptions;
import io.distributedscheduler.test.history.FinalState;
import io.distributedscheduler.test.history.Histories;
import io.distributedscheduler.test.history.HistoryChecker;
import io.distributedscheduler.test.history.HistoryFile;
import io.distributedscheduler.test.history.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The time after the faults, and what must hold in it.
 *
 * @param survivors the nodes that must claim again
 * @param from when it began, in store time
 * @param fromNanos the same by the monotonic clock
 */
record Aftermath(Cluster cluster, Set<String> survivors, Instant from, long fromNanos) {

    /** In that time after Redis has returned, or whatever else it was, every node claims. */
    private static final Duration RESUMED = Duration.ofSeconds(2);

    /** What is left when all jobs were removed and all nodes have ended: what is kept for a time. */
    private static final Pattern LEFT = Pattern.compile("distributed-scheduler:" + Cluster.NAMESPACE
            + ":\\{.*}:(meta|executors|requests|declared|results|finished|event:.*|runs:.*)");

    /** Lets all that is due run, and holds everything against the guarantees. */
    Figures check(UnaryOperator<CheckOptions> more, Runnable alsoSeen) {
        awaitAllClaiming();
        cluster.load().drain();
        awaitQuiet();
        awaitOnlyTheLiving();
        FinalState end = Patient.answer(() -> FinalState.of(cluster.client().store()));
        List<HistoryEvent> history = history();
        Verdict verdict = HistoryChecker.examine(history, end, more.apply(options()));
        assertThat(verdict.violations())
                .as("violations; the histories are in %s", cluster.folder())
                .isEmpty();
        assertThat(entered(history))
                .as("attempts of the history")
                .containsAll(cluster.entries().tokens());
        alsoSeen.run();
        checkNothingIsLeftOver();
        return new Figures(
                cluster.fault(),
                cluster.takenOver(),
                claimsAgain(history),
                history.stream()
                        .filter(event -> isAnswer(event, "store.complete", "accepted"))
                        .count(),
                cluster.entries().tooMany(),
                verdict.losses().excused().size(),
                cluster.stalled().toMillis(),
                cluster.age().toSeconds());
    }

    /** Until each node has claimed. What it enters now it may have claimed before, so that this says less. */
    private void awaitAllClaiming() {
        Patient.eventually()
                .untilAsserted(() -> assertThat(survivors)
                        .as("nodes that have claimed again")
                        .allSatisfy(node -> assertThat(cluster.history(node)).anyMatch(this::isClaimOfNow)));
    }

    private boolean isClaimOfNow(HistoryEvent event) {
        return isAnswer(event, "store.claim", "claimed") && event.storeMicros() >= fromMicros();
    }

    private long fromMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, from);
    }

    /** Until nothing runs, and nothing is due that a node could run. */
    private void awaitQuiet() {
        Patient.eventually()
                .untilAsserted(() -> assertThat(
                                FinalState.of(cluster.client().store()).jobs().values())
                        .filteredOn(Aftermath::isBusy)
                        .as("jobs that have something to do")
                        .isEmpty());
    }

    /** Until each node that was killed has been declared dead: nobody would be left to do so once the others have gone. */
    private void awaitOnlyTheLiving() {
        Set<String> living = cluster.alive().stream().map(NodeProcess::name).collect(Collectors.toSet());
        Patient.eventually()
                .untilAsserted(() -> assertThat(cluster.client().store().nodes(0))
                        .extracting(record -> record.node().name())
                        .as("nodes that the store takes for alive")
                        .isSubsetOf(living));
    }

    private static boolean isBusy(JobRecord job) {
        // What no node can run stays where it is.
        boolean isServed = !job.job().queue().equals(NodeApplication.NEWER);
        return !job.running().isEmpty() || isServed && job.state() == JobState.SCHEDULED;
    }

    private CheckOptions options() {
        Duration stalled = cluster.stalls().between(fromNanos, fromNanos + RESUMED.toNanos());
        return CheckOptions.ofLease(Cluster.LEASE)
                .slack(Duration.ofMillis(100).plus(cluster.stalls().longest()))
                .faultsEndedAndWorkIsPlenty(from, RESUMED.plus(stalled), survivors);
    }

    private List<HistoryEvent> history() {
        try (Stream<Path> files = Files.list(cluster.folder())) {
            return Histories.inOrder(files.filter(file -> file.toString().endsWith(".history"))
                    .map(HistoryFile::read)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tokens of all attempts of which a node says that it entered user code. */
    private static Set<Long> entered(List<HistoryEvent> history) {
        return history.stream()
                .filter(event -> event.type().equals("start") && event.op() == null)
                .map(HistoryEvent::token)
                .collect(Collectors.toSet());
    }

    private static boolean isAnswer(HistoryEvent event, String op, String answer) {
        return event.type().equals("ok") && op.equals(event.op()) && answer.equals(event.fact("answer"));
    }

    /** Until the last of them has claimed something. */
    private OptionalLong claimsAgain(List<HistoryEvent> history) {
        Map<String, Long> first = new TreeMap<>();
        history.stream()
                .filter(this::isClaimOfNow)
                .filter(event -> survivors.contains(event.node()))
                .forEach(event -> first.putIfAbsent(event.node(), event.storeMicros() - fromMicros()));
        return first.values().stream().mapToLong(micros -> micros / 1_000).max();
    }

    /** No connection, thread or key, of nodes that live and of those that have gone. */
    private void checkNothingIsLeftOver() {
        cluster.awaitConnected();
        for (NodeProcess node : cluster.alive()) {
            assertThat(Threads.of(node).leftOverSince(cluster.threadsBefore()))
                    .as("threads of %s that were not there before", node.name())
                    .isEmpty();
        }
        Patient.answer(() -> cluster.client().scheduler().removeAll());
        cluster.alive().forEach(NodeProcess::terminate);
        cluster.nodes().forEach(NodeProcess::awaitEnd);
        assertThat(cluster.redis().keys()).as("keys that are left over").allMatch(LEFT.asMatchPredicate());
    }
}
