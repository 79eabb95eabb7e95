package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.redis.server.FaultyProxy;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStoreException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Nodes on a Redis, each by a line of its own, with a load: what a fault is done to. {@link #check} then holds against the
 * guarantees what became of it. The files of one that was found wanting stay in the folder of the tests' figures.
 */
final class Cluster implements AutoCloseable {

    static final int CONCURRENCY = 8;
    static final Duration LEASE = Duration.ofSeconds(2);

    /** In that time after Redis has returned, or whatever else it was, every node claims. */
    static final Duration RESUMED = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    /** That of a node: for commands, and for signals. */
    private static final int CONNECTIONS = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAMESPACE = "faults";

    /** What is left when all jobs were removed and all nodes have ended: what is kept for a time. */
    private static final Pattern LEFT = Pattern.compile("distributed-scheduler:" + NAMESPACE
            + ":\\{.*}:(meta|executors|requests|results|finished|event:.*|runs:.*)");

    private final String fault;
    private final Path folder;
    private final long begun = System.nanoTime();
    private final Stalls stalls = new Stalls();
    private final Entries entries = new Entries();
    private final Redis redis;
    private final Map<String, FaultyProxy> lines = new LinkedHashMap<>();
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
    private final Client client;
    private final Load load;
    private Threads threadsBefore = Threads.NONE;
    private OptionalLong takenOver = OptionalLong.empty();
    private @Nullable Instant faultsEnded;
    private long faultsEndedNanos;
    private Set<String> survivors = Set.of();

    private Cluster(String fault, int count, Map<String, String> properties) {
        this.fault = fault;
        this.folder = folderFor(fault);
        this.redis = Redis.start(folder);
        for (int i = 0; i < count; i++) {
            add(String.valueOf((char) ('a' + i)), properties);
        }
        this.client = Client.start(folder, settings(redis.server().port(), Client.NAME));
        this.load = new Load(client.scheduler());
        nodes.values().forEach(NodeProcess::awaitReady);
    }

    /** So many nodes, which have begun to work on the load. */
    static Cluster busy(String fault, int nodes) {
        return busy(fault, nodes, Map.of());
    }

    /** So many nodes with these properties, which have begun to work on the load. */
    static Cluster busy(String fault, int nodes, Map<String, String> properties) {
        Cluster cluster = new Cluster(fault, nodes, properties);
        cluster.load.start();
        cluster.awaitAllWorking(System.nanoTime());
        cluster.look();
        log.info("{}: {} nodes work", fault, nodes);
        return cluster;
    }

    private static Path folderFor(String fault) {
        Path folder = Figures.folder().resolve("faults").resolve(fault.replaceAll("[^A-Za-z0-9]+", "-"));
        FileSystemUtils.deleteRecursively(folder.toFile());
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> settings(int port, String name) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spring.data.redis.port", String.valueOf(port));
        settings.put("spring.data.redis.client-name", name);
        settings.put("spring.main.banner-mode", "off");
        settings.put("spring.application.name", "faults");
        settings.put("distributed-scheduler.namespace", NAMESPACE);
        settings.put("distributed-scheduler.lease", LEASE.toSeconds() + "s");
        return settings;
    }

    /** Starts another node; does not wait until it is ready. */
    NodeProcess add(String name, Map<String, String> properties) {
        return add(name, List.of(), properties);
    }

    NodeProcess add(String name, List<String> wrapper, Map<String, String> properties) {
        FaultyProxy line = FaultyProxy.to(redis.server());
        lines.put(name, line);
        Map<String, String> all = settings(line.port(), name);
        all.put("distributed-scheduler.concurrency", String.valueOf(CONCURRENCY));
        all.put("distributed-scheduler.shutdown-timeout", "5s");
        all.putAll(properties);
        NodeProcess node = NodeProcess.start(name, folder, wrapper, all, entries::add);
        nodes.put(name, node);
        return node;
    }

    Redis redis() {
        return redis;
    }

    DistributedScheduler scheduler() {
        return client.scheduler();
    }

    Load load() {
        return load;
    }

    Entries entries() {
        return entries;
    }

    Stalls stalls() {
        return stalls;
    }

    NodeProcess node(String name) {
        NodeProcess node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("No node " + name);
        }
        return node;
    }

    List<NodeProcess> alive() {
        return nodes.values().stream().filter(NodeProcess::isAlive).toList();
    }

    /** The way from a node to Redis. */
    FaultyProxy line(String name) {
        FaultyProxy line = lines.get(name);
        if (line == null) {
            throw new IllegalArgumentException("No node " + name);
        }
        return line;
    }

    /** Lets the cluster go on for so long. */
    static void pass(Duration time) {
        try {
            new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    // ---- what is measured

    /** Waits until each node that lives has entered user code after an instant of the monotonic clock. */
    void awaitAllWorking(long since) {
        for (NodeProcess node : alive()) {
            entries.await(
                    "node " + node.name() + " works",
                    PATIENCE,
                    entry -> entry.node().equals(node.name()) && entry.nanos() >= since);
        }
    }

    /** Notes what nodes have when all is well. */
    private void look() {
        awaitConnected();
        threadsBefore = Threads.of(alive().get(0));
    }

    /** How long it took from one instant of the monotonic clock to another, which may be no more than the limit. */
    void takenOver(long from, long to, Duration limit) {
        Duration took = Duration.ofNanos(to - from);
        takenOver = OptionalLong.of(Math.max(took.toMillis(), takenOver.orElse(0)));
        assertThat(took)
                .as("taken over by then, beside stalls of %s", stalls.between(from, to))
                .isLessThanOrEqualTo(limit.plus(stalls.between(from, to)));
    }

    /** From now on nothing is disturbed, and every node that lives must claim soon. */
    void faultsEnd() {
        // The clock of Redis is that of this machine.
        faultsEnded = Instant.now();
        faultsEndedNanos = System.nanoTime();
        survivors = alive().stream().map(NodeProcess::name).collect(Collectors.toSet());
        log.info("{}: over", fault);
    }

    // ---- what must hold in the end

    /** Lets all that is due run, and holds everything against the guarantees. */
    void check() {
        check(options -> options);
    }

    /** The same, for a fault of which more is known. */
    void check(UnaryOperator<CheckOptions> more) {
        if (faultsEnded == null) {
            faultsEnd();
        }
        awaitAllWorking(faultsEndedNanos);
        load.drain();
        awaitQuiet();
        FinalState end = FinalState.of(client.store());
        List<HistoryEvent> history = history();
        Verdict verdict = HistoryChecker.examine(history, end, more.apply(options()));
        assertThat(verdict.violations())
                .as("violations; the histories are in %s", folder)
                .isEmpty();
        assertThat(started(history)).as("attempts that the history knows").containsAll(entries.tokens());
        checkNothingLeaks();
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        Figures figures = new Figures(
                fault,
                takenOver,
                claimsAgain(history),
                history.stream()
                        .filter(event -> isAnswer(event, "complete", "accepted"))
                        .count(),
                entries.entriesTooMany(),
                verdict.losses().excused().size(),
                stalls.between(begun, System.nanoTime()).toMillis(),
                seconds);
        Figures.add(figures);
        log.info("{}", figures);
        FileSystemUtils.deleteRecursively(folder.toFile());
    }

    private CheckOptions options() {
        Duration stalled = stalls.between(faultsEndedNanos, faultsEndedNanos + RESUMED.toNanos());
        return CheckOptions.ofLease(LEASE)
                .slack(Duration.ofMillis(100).plus(stalls.longest()))
                .faultsEndedAndWorkIsPlenty(Objects.requireNonNull(faultsEnded), RESUMED.plus(stalled), survivors);
    }

    private void awaitQuiet() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(JobStoreException.class)
                .untilAsserted(() -> {
                    Map<String, JobState> busy = new TreeMap<>();
                    for (JobRecord job : FinalState.of(client.store()).jobs().values()) {
                        if (job.state() == JobState.RUNNING
                                || job.state() == JobState.SCHEDULED
                                || !job.running().isEmpty()) {
                            busy.put(job.job().id().value(), job.state());
                        }
                    }
                    assertThat(busy).as("jobs that have something to do").isEmpty();
                });
    }

    private List<HistoryEvent> history() {
        try (var files = Files.list(folder)) {
            return Histories.inOrder(files.filter(file -> file.toString().endsWith(".history"))
                    .map(HistoryFile::read)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Long> started(List<HistoryEvent> history) {
        return history.stream()
                .filter(event -> event.type().equals("start") && event.op() == null)
                .map(HistoryEvent::token)
                .collect(Collectors.toSet());
    }

    private static boolean isAnswer(HistoryEvent event, String method, String answer) {
        return event.type().equals("ok")
                && ("store." + method).equals(event.op())
                && answer.equals(event.fact("answer"));
    }

    /** Until the last node that lives has claimed something after the faults. */
    private OptionalLong claimsAgain(List<HistoryEvent> history) {
        long from = ChronoUnit.MICROS.between(Instant.EPOCH, faultsEnded);
        Map<String, Long> first = new TreeMap<>();
        history.stream()
                .filter(event -> isAnswer(event, "claim", "claimed") && event.storeMicros() >= from)
                .filter(event -> survivors.contains(event.node()))
                .forEach(event -> first.putIfAbsent(event.node(), event.storeMicros() - from));
        return first.values().stream().mapToLong(micros -> micros / 1_000).max();
    }

    /** No connection, thread or key is left over, of nodes that live and of those that have gone. */
    private void checkNothingLeaks() {
        awaitConnected();
        alive().forEach(node -> assertThat(Threads.of(node).leftOverSince(threadsBefore))
                .as("threads of %s that were not there before", node.name())
                .isEmpty());
        client.scheduler().removeAll();
        alive().forEach(NodeProcess::terminate);
        nodes.values().forEach(NodeProcess::awaitEnd);
        assertThat(redis.keys()).as("keys that are left over").allMatch(LEFT.asMatchPredicate());
    }

    /** Each node that lives has the connections that it needs, and no more; those that have gone have none. */
    private void awaitConnected() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Map<String, Integer> clients = redis.clients();
            assertThat(nodes.values())
                    .allSatisfy(node -> assertThat(clients.getOrDefault(node.name(), 0))
                            .as("connections of %s, of %s", node.name(), clients)
                            .isEqualTo(node.isAlive() ? CONNECTIONS : 0));
        });
    }

    @Override
    public void close() {
        client.close();
        nodes.values().forEach(NodeProcess::close);
        lines.values().forEach(FaultyProxy::close);
        redis.close();
        stalls.close();
    }
}
