package io.distributedscheduler.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.redis.server.FaultyProxy;
import io.distributedscheduler.test.history.CheckOptions;
import io.distributedscheduler.test.history.HistoryFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * Nodes on a Redis, each by a line of its own, and a client that gives them work: what a fault is done to. {@link #check} then
 * holds against the guarantees what became of it.
 */
final class Cluster implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(2);
    static final int CONCURRENCY = 8;
    static final String NAMESPACE = "faults";

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    /** Those of a node: for commands, and for signals. */
    private static final int CONNECTIONS = 2;

    private final String fault;
    private final Path folder;
    private final long begun = System.nanoTime();
    private final Stalls stalls = new Stalls();
    private final Entries entries = new Entries();
    private final Map<String, FaultyProxy> lines = new LinkedHashMap<>();
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
    private Redis redis;
    private @Nullable Client client;
    private @Nullable Load load;
    private Threads threadsBefore = Threads.NONE;
    private OptionalLong takenOver = OptionalLong.empty();
    private @Nullable Aftermath aftermath;

    private Cluster(String fault) {
        this.fault = fault;
        this.folder = FaultsFolder.fresh(fault);
        this.redis = Redis.start(folder.resolve("redis"));
    }

    /** So many nodes, which have begun to work on the load. */
    static Cluster busy(String fault, int count) {
        return busy(fault, names(count).collect(Collectors.toMap(name -> name, name -> Map.of())));
    }

    /** Nodes with these properties, by name, which have begun to work on the load. */
    static Cluster busy(String fault, Map<String, Map<String, String>> nodes) {
        Cluster cluster = new Cluster(fault);
        try {
            nodes.forEach(cluster::add);
            cluster.begin();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static Stream<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> String.valueOf((char) ('a' + i)));
    }

    private void begin() {
        Client started = Client.start(folder, settings(Client.NAME));
        client = started;
        load = new Load(started.scheduler());
        nodes.values().forEach(NodeProcess::awaitReady);
        load().start();
        awaitAllWorking(System.nanoTime());
        awaitConnected();
        threadsBefore = Threads.of(alive().get(0));
        log.info("{}: {} nodes work", fault, nodes.size());
    }

    /** Those that let an application of that name reach Redis by a new line of its own. */
    private Map<String, String> settings(String name) {
        FaultyProxy line = FaultyProxy.to(redis.server());
        lines.put(name, line);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spring.data.redis.port", String.valueOf(line.port()));
        settings.put("spring.data.redis.client-name", name);
        settings.put("spring.data.redis.repositories.enabled", "false");
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

    /** Starts another node by a program that starts it; does not wait until it is ready. */
    NodeProcess add(String name, List<String> wrapper, Map<String, String> properties) {
        Map<String, String> all = settings(name);
        all.put("distributed-scheduler.concurrency", String.valueOf(CONCURRENCY));
        all.put("distributed-scheduler.shutdown-timeout", "5s");
        all.putAll(properties);
        NodeProcess node = NodeProcess.start(name, folder, wrapper, FastStart.options(), all, entries::add);
        nodes.put(name, node);
        return node;
    }

    // ---- its parts

    String fault() {
        return fault;
    }

    Path folder() {
        return folder;
    }

    Redis redis() {
        return redis;
    }

    Client client() {
        if (client == null) {
            throw new IllegalStateException("Not begun");
        }
        return client;
    }

    Load load() {
        if (load == null) {
            throw new IllegalStateException("Not begun");
        }
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

    List<NodeProcess> nodes() {
        return List.copyOf(nodes.values());
    }

    List<NodeProcess> alive() {
        return nodes.values().stream().filter(NodeProcess::isAlive).toList();
    }

    /** The way of a node or the client to Redis. */
    FaultyProxy line(String name) {
        FaultyProxy line = lines.get(name);
        if (line == null) {
            throw new IllegalArgumentException("No line to " + name);
        }
        return line;
    }

    /** What a node, or the client, has written down so far. */
    List<HistoryEvent> history(String name) {
        return HistoryFile.read(folder.resolve(name + ".history"));
    }

    /** Every way to Redis. */
    List<FaultyProxy> lines() {
        return List.copyOf(lines.values());
    }

    /** All lines lead to another server from now on; the one before is the caller's to close. */
    void moveTo(Redis other) {
        redis = other;
        lines.values().forEach(line -> line.leadTo(other.server()));
    }

    Threads threadsBefore() {
        return threadsBefore;
    }

    // ---- what is measured

    /** Lets the cluster go on for so long. */
    static void pass(Duration time) {
        try {
            new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits until each node that lives has entered user code after an instant of the monotonic clock. */
    void awaitAllWorking(long since) {
        for (NodeProcess node : alive()) {
            entries.await(
                    "node " + node.name() + " works",
                    Patient.PATIENCE,
                    entry -> entry.node().equals(node.name()) && entry.nanos() >= since);
        }
    }

    /** Each node that lives has the connections that it needs, and no more; those that have gone have none. */
    void awaitConnected() {
        Patient.eventually().untilAsserted(() -> {
            Map<String, Integer> clients = redis.clients();
            assertThat(nodes.values())
                    .allSatisfy(node -> assertThat(clients.getOrDefault(node.name(), 0))
                            .as("connections of %s, of %s", node.name(), clients)
                            .isEqualTo(node.isAlive() ? CONNECTIONS : 0));
        });
    }

    /** Notes how long it took until what a node ran was entered elsewhere; it may be no more than the limit. */
    void takenOver(long from, long to, Duration limit) {
        Duration took = Duration.ofNanos(to - from);
        takenOver = OptionalLong.of(Math.max(took.toMillis(), takenOver.orElse(0)));
        mayTake("to take over", from, to, limit);
    }

    /** From one instant of the monotonic clock to another no more than the limit may pass, but for stalls of the machine. */
    void mayTake(String what, long from, long to, Duration limit) {
        Duration stalled = stalls.between(from, to);
        assertThat(Duration.ofNanos(to - from))
                .as("time %s, while the machine was stalled for %s", what, stalled)
                .isLessThanOrEqualTo(limit.plus(stalled));
    }

    OptionalLong takenOver() {
        return takenOver;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    Duration stalled() {
        return stalls.between(begun, System.nanoTime());
    }

    // ---- the end

    /** From now on nothing is disturbed, and every node that lives must claim soon. */
    void faultsEnd() {
        // The clock of Redis is that of this machine.
        Set<String> survivors = alive().stream().map(NodeProcess::name).collect(Collectors.toSet());
        aftermath = new Aftermath(this, survivors, Instant.now(), System.nanoTime());
        log.info("{}: over", fault);
    }

    /** Lets all that is due run, and holds everything against the guarantees. */
    void check() {
        check(options -> options);
    }

    /** The same, for a fault of which more is known. */
    void check(UnaryOperator<CheckOptions> more) {
        check(more, () -> {});
    }

    /** The same, for a fault after which more is to be seen, as long as the jobs are there. */
    void check(UnaryOperator<CheckOptions> more, Runnable alsoSeen) {
        if (aftermath == null) {
            faultsEnd();
            check(more, alsoSeen);
            return;
        }
        Figures figures = aftermath.check(more, alsoSeen);
        Figures.add(figures);
        log.info("{}", figures);
        FileSystemUtils.deleteRecursively(folder.toFile());
    }

    @Override
    public void close() {
        if (load != null) {
            load.end();
        }
        if (client != null) {
            client.close();
        }
        nodes.values().forEach(NodeProcess::close);
        lines.values().forEach(FaultyProxy::close);
        redis.close();
        stalls.close();
    }
}
