package io.distributedscheduler.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.memory.MemoryFixture;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.ListRequest;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.QueueRecord;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.StoreMismatchException;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.TrimLimits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Whatever something else writes into the keys of a store, or takes out of them, harms nobody but the jobs it is about:
 * all others are claimed, run and seen as ever, and an audit names what is wrong.
 */
@Tag("redis")
@Execution(ExecutionMode.CONCURRENT)
class UnreadableRecordsTest {

    private static final String LONG_NUMBER = "99999999999999999999999999";
    private static final NodeId HEALTHY = new NodeId("healthy", "1");
    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Retention KEPT = new Retention(20, Duration.ofHours(1));

    /** What the store carries for others and never reads. */
    private static final Set<String> OPAQUE = Set.of("members", "declared", "notes", "requests", "awaited", "event:");

    /** What an audit mends at once. */
    private static final Set<String> MENDED = Set.of("heads");

    /** Without these keys there is no store; what each says then, and that nothing is half done, is held by tests. */
    private static final Set<String> SHARED = Set.of(
            "awaited",
            "branched",
            "branches",
            "counts",
            "declared",
            "executors",
            "failed",
            "finished",
            "fired",
            "heads",
            "jobs",
            "limits",
            "lines",
            "members",
            "meta",
            "next",
            "nodes",
            "notes",
            "numbers",
            "open",
            "rates",
            "requests",
            "results",
            "stopped");

    private final RedisFixture fixture = RedisFixture.standalone();
    private final StringRedisTemplate redis = fixture.redis();
    private final JobStore store = checked(fixture.store());
    private final Map<NodeId, Long> claims = new HashMap<>();
    private final List<JobStoreException> errors = new ArrayList<>();
    private boolean watched;
    private int calls;

    @AfterEach
    void close() {
        fixture.close();
    }

    /** What may happen to all entries of a key. */
    enum Damage {
        GARBAGE,
        BARS,
        LONG_NUMBERS,
        NEWER_PARTS,
        NOT_TEXT,
        STRANGE_NAMES,
        STRANGE_NUMBERS,
        GONE
    }

    static Stream<Arguments> damages() {
        return Stream.concat(Keys.FIXED.keySet().stream(), Keys.FAMILIES.keySet().stream())
                .sorted()
                .flatMap(kind -> Stream.of(Damage.values())
                        .filter(damage -> concerns(damage, kind))
                        .map(damage -> Arguments.of(kind, damage)));
    }

    private static boolean concerns(Damage damage, String kind) {
        String type = Keys.FIXED.getOrDefault(kind, Keys.FAMILIES.get(kind));
        return switch (damage) {
            case GONE -> true;
            case STRANGE_NAMES -> !type.equals("list") && !type.equals("string");
            case STRANGE_NUMBERS -> type.equals("zset");
            default -> type.equals("hash") || type.equals("list") || type.equals("string");
        };
    }

    @ParameterizedTest
    @MethodSource("damages")
    void othersGoOn(String kind, Damage damage) {
        layEveryRecord();
        keysOf(kind).forEach(name -> inflict(damage, name));

        List<String> problems = store.audit(0).problems();
        if (damage != Damage.GONE
                && damage != Damage.STRANGE_NAMES
                && !OPAQUE.contains(kind)
                && !MENDED.contains(kind)) {
            assertThat(problems).isNotEmpty();
        }
        boolean refused = kind.equals("meta") && isRefused();
        if (refused) {
            assertThat(damage).isNotEqualTo(Damage.GONE);
            return;
        }
        everybodyGoesOn();
    }

    static Stream<String> keysOfSomeJobs() {
        return Keys.FAMILIES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("keysOfSomeJobs")
    void othersGoOnWhateverStandsAtTheKeysOfSome(String kind) {
        layEveryRecord();
        List<String> broken = keysOf(kind);
        broken.forEach(this::overwrite);

        assertThat(broken)
                .allSatisfy(name -> assertThat(store.audit(0).problems())
                        .anySatisfy(problem -> assertThat(problem).contains(fixture.key(name))));
        everybodyGoesOn();

        // Once somebody has cleared the keys, nothing is lost but what stood in them.
        broken.stream().map(fixture::key).filter(key -> isOverwritten(key)).forEach(redis::delete);
        store.audit(0);
        everybodyGoesOn();
    }

    static Stream<String> keysOfAll() {
        return SHARED.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("keysOfAll")
    void aKeyOfAllThatHoldsSomethingElseIsNamedAndNothingIsHalfDone(String kind) {
        layEveryRecord();
        redis.rename(fixture.key(kind), fixture.key("aside"));
        overwrite(kind);
        watched = true;

        for (Runnable step : steps()) {
            try {
                step.run();
            } catch (JobStoreException e) {
                errors.add(e);
            }
        }

        assertThat(errors)
                .isNotEmpty()
                .allSatisfy(error ->
                        assertThat(error).hasMessageContaining("the key " + fixture.key(kind) + " holds a string"));
    }

    @Test
    void everyKeyOfAllIsHeld() {
        assertThat(SHARED).isEqualTo(Keys.FIXED.keySet());
    }

    @Test
    void aNewerSchemaIsRefused() {
        layEveryRecord();
        redis.opsForHash().put(fixture.key("meta"), "schema", "2");

        assertThatExceptionOfType(StoreMismatchException.class)
                .isThrownBy(() -> store.join(new JoinRequest(0, HEALTHY, LEASE, "")))
                .withMessageContaining("newer version, with schema 2");
    }

    @Test
    void anIdIsFreeAgainWhenNobodyRunsTheJobThatWasRemoved() {
        redis.opsForHash().put(fixture.key("jobs"), "lost", "!nobody#1");

        assertThat(store.audit(0).problems()).isEmpty();
        assertThat(redis.hasKey(fixture.key("jobs"))).isFalse();
    }

    @Test
    void aJobWhoseQueueIsSomethingElseFailsAndCanBeStartedLater() {
        store.join(new JoinRequest(0, HEALTHY, LEASE, ""));
        schedule(new StoredJob(new JobId("tick"), 1, "broken", null, true, ""));
        Claim claim = claim(HEALTHY).get(0);
        overwrite("due:broken");

        complete(HEALTHY, List.of(ref(claim)), new After.Next(new Due.In(Duration.ZERO)));

        assertThat(store.find(new JobId("tick")).orElseThrow()).satisfies(found -> {
            assertThat(found.state()).isEqualTo(JobState.FAILED);
            assertThat(found.note().orElseThrow().reason()).contains("holds something else");
        });
        assertThat(store.runs(new JobId("tick"), 10)).hasSize(1);
        redis.delete(fixture.key("due:broken"));
        store.start(call(), new JobId("tick"), 1, new Due.In(Duration.ZERO));
        assertThat(claim(HEALTHY)).hasSize(1);
        assertThat(store.audit(0).problems()).isEmpty();
    }

    // ---- what is damaged

    /** Whoever throws has changed nothing, while it is watched. (An audit mends what it can, in steps.) */
    private JobStore checked(JobStore store) {
        return (JobStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JobStore.class}, (proxy, method, arguments) -> {
                    List<String> before = watched ? fixture.records().read() : List.of();
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        if (watched && !method.getName().equals("audit")) {
                            assertThat(fixture.records().read()).isEqualTo(before);
                        }
                        throw e.getCause();
                    }
                });
    }

    private void layEveryRecord() {
        EveryRecord written = new EveryRecord(new MemoryFixture());
        written.write();
        EveryRecord.after(written, fixture);
        fixture.records().lay(RecordFormatTest.golden("records.txt"));
    }

    /** The keys that are there, of one or of a family. */
    private List<String> keysOf(String kind) {
        return fixture.records().names().stream()
                .filter(name -> kind.endsWith(":") ? name.startsWith(kind) : name.equals(kind))
                .toList();
    }

    private void overwrite(String name) {
        redis.delete(fixture.key(name));
        redis.opsForValue().set(fixture.key(name), "something else");
        if (name.startsWith("event:")) {
            redis.delete(fixture.key(name));
            redis.opsForList().leftPush(fixture.key(name), "something else");
        }
    }

    private boolean isOverwritten(String key) {
        return switch (redis.type(key)) {
            case STRING -> !key.contains("event:");
            case LIST -> key.contains("event:");
            default -> false;
        };
    }

    private void inflict(Damage damage, String name) {
        String key = fixture.key(name);
        switch (damage) {
            case GONE -> redis.delete(key);
            case STRANGE_NAMES -> strangeNames(key);
            case STRANGE_NUMBERS -> strangeNumbers(key);
            default -> damageValues(damage, key);
        }
    }

    private void damageValues(Damage damage, String key) {
        switch (redis.type(key)) {
            case HASH ->
                redis.<String, String>opsForHash()
                        .entries(key)
                        .forEach((field, value) -> redis.opsForHash().put(key, field, damaged(damage, value)));
            case LIST -> {
                List<String> values = redis.opsForList().range(key, 0, -1);
                for (int i = 0; i < values.size(); i++) {
                    redis.opsForList().set(key, i, damaged(damage, values.get(i)));
                }
            }
            default ->
                redis.opsForValue().set(key, damaged(damage, redis.opsForValue().get(key)));
        }
    }

    private static String damaged(Damage damage, String value) {
        return switch (damage) {
            case GARBAGE -> "{\"unreadable";
            case BARS -> "||||||||||||||||\n|";
            case LONG_NUMBERS -> value.replaceAll("\\d+", LONG_NUMBER);
            case NEWER_PARTS -> "@2|" + value + "|new";
            default -> "\0\u0001\ufffd\u2028" + value;
        };
    }

    private void strangeNames(String key) {
        for (String name : List.of(
                "",
                " ",
                "\0",
                "a\0",
                "pending\0x",
                "pending\0" + LONG_NUMBER,
                "{}",
                "a\nb",
                "|",
                "a#",
                "#",
                "x".repeat(300))) {
            switch (redis.type(key)) {
                case HASH -> {
                    List<Object> values = redis.opsForHash().values(key);
                    redis.opsForHash().put(key, name, values.get(0));
                }
                case ZSET -> redis.opsForZSet().add(key, name, 1);
                default -> redis.opsForSet().add(key, name);
            }
        }
    }

    private void strangeNumbers(String key) {
        double[] strange = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -1e18, 1e300, 0.5};
        int i = 0;
        for (String member : redis.opsForZSet().range(key, 0, -1)) {
            redis.opsForZSet().add(key, member, strange[i++ % strange.length]);
        }
        redis.opsForZSet().add(key, "healthy one", Double.NEGATIVE_INFINITY);
    }

    // ---- everybody else

    private boolean isRefused() {
        try {
            store.join(new JoinRequest(0, HEALTHY, LEASE, ""));
            return false;
        } catch (StoreMismatchException e) {
            return true;
        }
    }

    /** Nothing throws, and jobs that nothing happened to run. */
    private void everybodyGoesOn() {
        fixture.advance(Duration.ofSeconds(2));
        NodeId node = new NodeId("healthy", "" + calls);
        String one = "one " + calls;
        String tick = "tick " + calls;
        String fired = "fired " + calls;
        store.join(new JoinRequest(0, node, LEASE, ""));
        schedule(new StoredJob(new JobId(one), 1, "healthy", null, false, "{}"));
        schedule(new StoredJob(new JobId(tick), 1, "healthy", null, true, "{}"));
        store.schedule(
                call(),
                List.of(new NewJob(
                        new StoredJob(new JobId(fired), 1, "healthy", "healthy", true, "{}"), new Due.Waiting())));
        store.fire(call(), new FireRequest(0, "healthy", "event " + calls, "{}"));

        steps().forEach(Runnable::run);
        for (String keyword : store.beat(beat(node)).fired()) {
            store.promote(0, keyword, 100);
        }
        store.promote(0, "healthy", 100);
        List<Claim> given = claim(node);
        assertThat(given.stream().map(claim -> claim.job().id().value())).contains(one, tick, fired);
        complete(node, given.stream().map(UnreadableRecordsTest::ref).toList(), new After.Finished());

        for (String job : List.of(one, tick, fired)) {
            assertThat(store.runs(new JobId(job), 10)).hasSize(1);
        }
        for (NodeRecord other : store.nodes(0)) {
            store.recover(0, other.node(), other.leaseEnd(), 100);
        }
        store.recover(0, EveryRecord.C, Instant.EPOCH, 100);
        lookAtAll();
        store.audit(0);
    }

    /** What nodes do on and on, whatever is there. */
    private List<Runnable> steps() {
        List<Runnable> steps = new ArrayList<>();
        for (NodeId node : List.of(EveryRecord.A, EveryRecord.B)) {
            steps.add(() -> store.beat(beat(node)));
            steps.add(() -> claim(node));
            steps.add(() -> complete(node, held(node), new After.Next(new Due.In(Duration.ZERO))));
            steps.add(() -> claim(node));
            steps.add(() -> complete(node, held(node), new After.Retry(Duration.ZERO)));
            steps.add(() -> claim(node));
            steps.add(() -> store.release(0, node, held(node)));
        }
        steps.add(() -> store.recover(0, EveryRecord.C, Instant.EPOCH, 100));
        steps.add(() -> store.promote(0, "order-placed", 100));
        steps.add(this::lookAtAll);
        steps.add(() -> store.queues(0));
        steps.add(() -> store.nodes(0));
        steps.add(() -> store.declarations(0));
        steps.add(() -> store.declare(new JobId("declared too"), null, "x"));
        steps.add(() -> store.trim(0, new TrimLimits(100, Duration.ofHours(1)), 100));
        steps.add(() -> schedule(new StoredJob(new JobId("another " + calls), 1, "another", null, true, "{}")));
        return steps;
    }

    private void lookAtAll() {
        store.list(new ListRequest(0, Optional.of(JobState.RUNNING), Optional.of("kept"), "", 100));
        JobPage page = store.list(new ListRequest(0, Optional.empty(), Optional.empty(), "", 100));
        for (var found : page.jobs()) {
            JobId job = found.job().id();
            store.find(job);
            store.runs(job, 100);
            store.await(new AwaitRequest(job, HEALTHY, LEASE, Optional.of(Instant.EPOCH)));
        }
        for (String gone : List.of("finished", "gone", "finished without detail")) {
            store.runs(new JobId(gone), 100);
            store.await(new AwaitRequest(new JobId(gone), HEALTHY, LEASE, Optional.empty()));
        }
    }

    /** Only the healthy node runs what is healthy. */
    private List<String> queues(NodeId node) {
        return queues().stream()
                .filter(queue -> node.name().equals("healthy") || !queue.equals("healthy"))
                .toList();
    }

    private BeatRequest beat(NodeId node) {
        return new BeatRequest(0, node, LEASE, queues());
    }

    private List<ClaimRef> held(NodeId node) {
        return store.beat(beat(node)).running().stream().map(Beat.Entry::claim).toList();
    }

    private List<Claim> claim(NodeId node) {
        long number = claims.merge(node, 1_000L, Long::sum);
        return store.claim(new ClaimRequest(0, node, number, 100, queues(node), Duration.ofMillis(5), 0))
                .claims();
    }

    private List<String> queues() {
        Set<String> queues = new TreeSet<>(List.of("healthy", "broken", "kept", "lost", "retrying", "fired"));
        store.queues(0).stream().map(QueueRecord::queue).forEach(queues::add);
        return List.copyOf(queues);
    }

    private void complete(NodeId node, List<ClaimRef> ended, After after) {
        store.complete(
                call(),
                0,
                node,
                ended.stream()
                        .map(claim -> new Completion(
                                claim, fixture.now(), Outcome.SUCCEEDED, "", after, new Counts(1, 0, 0, 0), KEPT))
                        .toList());
    }

    private static ClaimRef ref(Claim claim) {
        return new ClaimRef(claim.handle(), claim.token());
    }

    private void schedule(StoredJob job) {
        store.schedule(call(), List.of(new NewJob(job, new Due.In(Duration.ZERO))));
    }

    private Call call() {
        calls++;
        return new Call("u-" + calls, fixture.now(), fixture.now().plusSeconds(1));
    }
}
