package io.distributedscheduler.test.contract;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.AwaitAnswer;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobPage;
import io.distributedscheduler.store.JobRecord;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.ListRequest;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.NodeRecord;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.TrimLimits;
import io.distributedscheduler.store.WaitingLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Calls that get in each other's way: few jobs, queues, keywords and nodes, so that nearly every call meets the traces
 * of another. The same seed gives the same calls as long as the answers are the same.
 */
final class RandomCalls {

    /**
     * A call.
     *
     * @param text what it is, in a line
     * @param call makes it, as often as one likes
     * @param learn takes note of the answer
     * @param fires the keyword that it fires, if it does
     */
    record Step(String text, Function<JobStore, Object> call, Consumer<Object> learn, Optional<String> fires) {}

    /** Jobs of which every occurrence is caused by a fire, so that each fire can be accounted for. */
    static final List<String> FIRED_ONLY = List.of("fired-1", "fired-2");

    private static final List<String> JOBS =
            List.of("a", "b c", "{t}d", "\u65e5", "\ud83d\ude00", "fired-1", "fired-2");
    private static final List<String> QUEUES = List.of("work", "mail", "post~moon");
    static final List<String> KEYWORDS = List.of("order", "return");
    private static final List<String> KEYS = List.of("acme", "größe #1|2");
    private static final List<Limit> LIMITS = List.of(
            Limit.NONE,
            Limit.atOnce(1),
            Limit.atOnce(2),
            Limit.rate(2, Duration.ofSeconds(1)),
            Limit.atOnce(2).andRate(3, Duration.ofSeconds(2)),
            Limit.rate(150, Duration.ofSeconds(5)));
    private static final List<String> NODES = List.of("node-a", "node-b", "node-c");
    private static final List<Retention> RETENTIONS = List.of(
            Retention.NONE,
            new Retention(1, Duration.ofSeconds(2)),
            new Retention(3, Duration.ofMinutes(1)),
            new Retention(20, Duration.ofSeconds(30)));
    private static final int REMEMBERED = 30;

    private final Random random;
    private final StoreFixture world;

    private final Map<String, NodeId> nodes = new HashMap<>();
    private final Map<NodeId, Long> numbers = new HashMap<>();
    private final Map<NodeId, Instant> leases = new HashMap<>();
    private final Deque<Given> claims = new ArrayDeque<>();
    private final Deque<Step> calls = new ArrayDeque<>();
    private Instant awaitedSince;
    private long counter;
    private long seenToken;

    /** A claim and who got it. */
    private record Given(NodeId node, Claim claim) {}

    /** @param world where time is read, and jobs are looked up */
    RandomCalls(long seed, StoreFixture world) {
        this.random = new Random(seed);
        this.world = world;
        this.awaitedSince = world.now();
        NODES.forEach(name -> nodes.put(name, new NodeId(name, "1")));
    }

    /** How far to move time before the next call; most calls share an instant with others. */
    Duration pause() {
        return switch (random.nextInt(40)) {
            case 0 -> Duration.ofMillis(-random.nextInt(700));
            case 1, 2, 3 -> Duration.ofNanos(1_000L * random.nextInt(3_000));
            case 4, 5, 6 -> Duration.ofMillis(random.nextInt(2_000));
            case 7 -> Duration.ofSeconds(random.nextInt(20));
            default -> Duration.ZERO;
        };
    }

    Step next() {
        int kind = random.nextInt(100);
        if (kind < 7) {
            return schedule();
        } else if (kind < 13) {
            return modify();
        } else if (kind < 17) {
            return stop();
        } else if (kind < 24) {
            return start();
        } else if (kind < 26) {
            return remove();
        } else if (kind < 30) {
            return fire();
        } else if (kind < 35) {
            return promote();
        } else if (kind < 39) {
            return join();
        } else if (kind < 43) {
            return beat();
        } else if (kind < 44) {
            return leave();
        } else if (kind < 47) {
            return recover();
        } else if (kind < 64) {
            return claim();
        } else if (kind < 70) {
            return branch();
        } else if (kind < 85) {
            return complete();
        } else if (kind < 88) {
            return release();
        } else if (kind < 91) {
            return await();
        } else if (kind < 93) {
            return look();
        } else if (kind < 95) {
            return declare();
        } else if (kind < 96) {
            return trim();
        } else {
            return repeat();
        }
    }

    // ---- definitions

    private Step schedule() {
        List<NewJob> jobs = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            StoredJob job = definition(one(JOBS), 1);
            jobs.add(new NewJob(job, due(job)));
        }
        return call("schedule " + jobs, (store, call) -> store.schedule(call, jobs));
    }

    private Step modify() {
        JobId id = new JobId(one(JOBS));
        Optional<JobRecord> found = world.store().find(id);
        long revision = found.map(job -> job.job().revision()).orElse(1L) + (chance(10) ? 1 : 0);
        StoredJob job = definition(id.value(), revision);
        boolean sameKeyword = found.map(before -> Objects.equals(before.job().keyword(), job.keyword()))
                .orElse(true);
        boolean stays = chance(40) && (sameKeyword || !isFiredOnly(id));
        Modification change = new Modification(
                job,
                stays ? new Due.Unchanged() : due(job),
                chance(20) ? Optional.empty() : Optional.of(due(job)),
                accounting(found),
                chance(30));
        return call("modify " + change, (store, call) -> store.modify(call, change));
    }

    private Step stop() {
        StopRequest request = stopRequest();
        return call("stop " + request, (store, call) -> store.stop(call, request));
    }

    private Step start() {
        JobId id = new JobId(one(JOBS));
        Optional<StoredJob> job = world.store().find(id).map(JobRecord::job);
        long revision = job.map(StoredJob::revision).orElse(1L) + (chance(10) ? 1 : 0);
        Due due = job.map(this::due).orElse(new Due.In(Duration.ZERO));
        return call(
                "start " + id + " revision " + revision + " " + due,
                (store, call) -> store.start(call, id, revision, due));
    }

    private Step remove() {
        StopRequest request = stopRequest();
        Retention retention = one(RETENTIONS);
        return call("remove " + request + " " + retention, (store, call) -> store.remove(call, request, retention));
    }

    private StopRequest stopRequest() {
        JobId id = new JobId(one(JOBS));
        return new StopRequest(
                id, "reason " + counter, "somebody", accounting(world.store().find(id)));
    }

    private Optional<Accounting> accounting(Optional<JobRecord> found) {
        if (!chance(25) || found.isEmpty()) {
            return Optional.empty();
        }
        Instant seen = found.get().due().filter(due -> chance(80)).orElse(world.now());
        boolean ticks = !isFiredOnly(found.get().job().id());
        Counts counts = ticks ? new Counts(0, 1, random.nextInt(3), 2) : Counts.NONE;
        boolean begun = found.get().hasBegun() == chance(90);
        List<Instant> upcoming = IntStream.range(0, ticks && chance(50) ? random.nextInt(4) : 0)
                .mapToObj(i -> world.now().plusMillis(400L * i - 400))
                .toList();
        return Optional.of(new Accounting(seen, begun, counts, upcoming));
    }

    private StoredJob definition(String id, long revision) {
        boolean firedOnly = isFiredOnly(new JobId(id));
        String keyword = firedOnly || chance(50) ? one(KEYWORDS) : null;
        counter++;
        String queue = one(QUEUES);
        boolean limited = chance(35);
        return new StoredJob(
                new JobId(id),
                revision,
                limited ? new WaitingLine(queue, one(KEYS)).name() : queue,
                keyword,
                firedOnly || chance(60),
                limited ? one(LIMITS) : Limit.NONE,
                "body " + counter);
    }

    private Map<String, Integer> room() {
        return chance(80) ? Map.of() : Map.of(one(List.of("work", "post")), random.nextInt(3));
    }

    /** Mostly none; nodes need not agree. */
    private Map<String, Limit> limits() {
        Map<String, Limit> limits = new TreeMap<>();
        for (String queue : QUEUES) {
            Limit limit = one(LIMITS);
            if (chance(15) && !limit.isNone()) {
                limits.put(StoredJob.executorOf(queue), limit);
            }
        }
        return limits;
    }

    private Due due(StoredJob job) {
        if (isFiredOnly(job.id()) || job.keyword() != null && chance(60)) {
            return new Due.Waiting();
        }
        return chance(50)
                ? new Due.In(Duration.ofMillis(random.nextInt(3) * 400L))
                : new Due.At(world.now().plusNanos(1_000L * (random.nextInt(2_000_000) - 1_000_000)));
    }

    private static boolean isFiredOnly(JobId id) {
        return FIRED_ONLY.contains(id.value());
    }

    // ---- keywords

    private Step fire() {
        FireRequest request =
                new FireRequest(0, one(KEYWORDS), "event-" + (counter + random.nextInt(3)), "{\"n\":" + counter + "}");
        return call(
                "fire " + request,
                (store, call) -> store.fire(call, request),
                answer -> {},
                Optional.of(request.keyword()));
    }

    private Step promote() {
        String keyword = one(KEYWORDS);
        int limit = 1 + random.nextInt(4);
        return step("promote " + keyword + " " + limit, store -> store.promote(0, keyword, limit));
    }

    // ---- nodes

    private Step join() {
        NodeId absent = nodes.values().stream()
                .filter(node -> world.store().nodes(0).stream()
                        .noneMatch(present -> present.node().equals(node)))
                .findFirst()
                .orElseGet(this::node);
        JoinRequest request = new JoinRequest(0, chance(80) ? absent : node(), lease(), "{\"n\":" + counter + "}");
        return step("join " + request, store -> store.join(request));
    }

    private Step beat() {
        BeatRequest request = new BeatRequest(0, node(), lease(), queues(), limits());
        return step("beat " + request, store -> store.beat(request), answer -> {
            Beat beat = (Beat) answer;
            leases.putAll(beat.nodes());
            if (!beat.present() && chance(70)) {
                String name = request.node().name();
                nodes.put(name, new NodeId(name, String.valueOf(counter)));
            }
        });
    }

    private Step leave() {
        NodeId node = node();
        return step("leave " + node, store -> store.leave(0, node));
    }

    private Step recover() {
        NodeId node = node();
        Instant leaseEnd = leases.getOrDefault(node, world.now());
        int limit = 1 + random.nextInt(3);
        return step(
                "recover " + node + " with lease until " + leaseEnd + ", " + limit,
                store -> store.recover(0, node, leaseEnd, limit));
    }

    private Duration lease() {
        return Duration.ofMillis(10_000 + random.nextInt(3));
    }

    // ---- runs

    private Step claim() {
        NodeId node = node();
        long number =
                chance(85) ? numbers.merge(node, 1L, Long::sum) : numbers.getOrDefault(node, 1L) - random.nextInt(2);
        long seen = chance(95) ? seenToken : seenToken + random.nextInt(1_000);
        ClaimRequest request = new ClaimRequest(
                0,
                node,
                number,
                random.nextInt(6),
                queues(),
                Duration.ofMillis(random.nextInt(6)),
                limits(),
                room(),
                seen);
        return step("claim " + request, store -> store.claim(request), answer -> {
            for (Claim claim : ((Claims) answer).claims()) {
                seenToken = Math.max(seenToken, claim.token());
                claims.addFirst(new Given(node, claim));
                if (claims.size() > REMEMBERED) {
                    claims.removeLast();
                }
            }
        });
    }

    private Step complete() {
        NodeId node = claims.isEmpty() || chance(5) ? node() : newest().node();
        List<Completion> completions = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0 && !claims.isEmpty(); i--) {
            completions.add(completion(chance(70) ? newestOf(node) : any()));
        }
        return call(
                "complete by " + node + " " + completions,
                (store, call) -> store.complete(call, 0, node, completions),
                answers -> {
                    // Most of what is over is not tried again, else little else would be.
                    if (chance(80)) {
                        claims.removeIf(given -> completions.stream()
                                .anyMatch(over ->
                                        over.claim().token() == given.claim().token()));
                    }
                },
                Optional.empty());
    }

    private Completion completion(Given given) {
        Claim claim = given.claim();
        Counts counts = isFiredOnly(claim.handle().job()) ? new Counts(1, 0, 0, 0) : new Counts(1, 0, 2, 3);
        return new Completion(
                StoreContract.ref(claim),
                world.now().minusNanos(random.nextInt(5_000_000)),
                one(List.of(Outcome.values())),
                chance(20) ? "" : "r" + counter,
                after(claim.job()),
                counts,
                one(RETENTIONS));
    }

    private After after(StoredJob job) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> new After.Retry(Duration.ofMillis(random.nextInt(3) * 300L), chance(20));
            case 3 -> chance(50) ? new After.Finished() : new After.Failed("gave up " + counter);
            case 4 ->
                isFiredOnly(job.id())
                        ? new After.Next(due(job))
                        : new After.Queued(world.now().minusMillis(random.nextInt(2_000)));
            case 5 -> chance(80) ? new After.NextFire(random.nextInt(3)) : new After.Stopped("failed " + counter);
            default -> new After.Next(due(job));
        };
    }

    private Step branch() {
        if (claims.isEmpty()) {
            return claim();
        }
        Given given = chance(70) ? newest() : any();
        StoredJob job = given.claim().job();
        boolean firedOnly = isFiredOnly(job.id());
        BranchRequest request = new BranchRequest(
                0,
                chance(95) ? given.node() : node(),
                StoreContract.ref(given.claim()),
                1 + random.nextInt(3),
                job.keyword() != null && chance(30) ? new After.NextFire(random.nextInt(3)) : new After.Next(due(job)),
                firedOnly ? new Counts(1, 0, 0, 0) : new Counts(1, 0, 1, 2));
        return call("branch " + request, (store, call) -> store.branch(call, request));
    }

    private Step release() {
        NodeId node = claims.isEmpty() || chance(10) ? node() : newest().node();
        List<ClaimRef> refs = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0 && !claims.isEmpty(); i--) {
            refs.add(StoreContract.ref((chance(70) ? newestOf(node) : any()).claim()));
        }
        return step("release by " + node + " " + refs, store -> store.release(0, node, refs));
    }

    private Given newest() {
        return claims.stream()
                .skip(random.nextInt(Math.min(5, claims.size())))
                .findFirst()
                .orElseThrow();
    }

    private Given any() {
        return claims.stream().skip(random.nextInt(claims.size())).findFirst().orElseThrow();
    }

    private Given newestOf(NodeId node) {
        return claims.stream()
                .filter(given -> given.node().equals(node))
                .findFirst()
                .orElseGet(this::any);
    }

    // ---- looking, and the rest

    private Step await() {
        AwaitRequest request = new AwaitRequest(
                new JobId(one(JOBS)),
                node(),
                Duration.ofMillis(random.nextInt(3_000)),
                chance(50) ? Optional.empty() : Optional.of(awaitedSince));
        return step("await " + request, store -> store.await(request), answer -> {
            if (answer instanceof AwaitAnswer.Pending pending) {
                awaitedSince = pending.since();
            }
        });
    }

    private Step look() {
        JobId id = new JobId(one(JOBS));
        return step(
                "look at " + id + " and around",
                store -> List.of(store.find(id), store.runs(id, 100), store.queues(0), store.nodes(0), listed(store)));
    }

    private static Object listed(JobStore store) {
        Map<JobId, JobRecord> jobs = new TreeMap<>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            JobPage page = store.list(new ListRequest(0, Optional.empty(), Optional.empty(), cursor.get(), 3));
            page.jobs().forEach(job -> jobs.put(job.job().id(), job));
            cursor = page.cursor();
        }
        return jobs;
    }

    private Step declare() {
        JobId id = new JobId(one(JOBS));
        String expected = chance(50) ? null : "text-" + random.nextInt(2);
        String updated = chance(30) ? null : "text-" + random.nextInt(2);
        return step("declare " + id + " " + expected + " -> " + updated, store -> store.declare(id, expected, updated));
    }

    private Step trim() {
        TrimLimits limits = new TrimLimits(random.nextInt(6), Duration.ofSeconds(10));
        int limit = 1 + random.nextInt(5);
        return step("trim " + limits + " " + limit, store -> store.trim(0, limits, limit));
    }

    /** A call that was made before arrives again, perhaps late. */
    private Step repeat() {
        if (calls.isEmpty()) {
            return look();
        }
        return calls.stream().skip(random.nextInt(calls.size())).findFirst().orElseThrow();
    }

    // ---- words

    private Step call(String text, BiFunction<JobStore, Call, Object> call) {
        return call(text, call, answer -> {}, Optional.empty());
    }

    private Step call(
            String text, BiFunction<JobStore, Call, Object> call, Consumer<Object> learn, Optional<String> fires) {
        counter++;
        Call once = new Call("call-" + counter, world.now(), world.now().plusMillis(random.nextInt(3_000)));
        Step step = new Step(once.id() + ": " + text, store -> call.apply(store, once), learn, fires);
        calls.addFirst(step);
        if (calls.size() > REMEMBERED) {
            calls.removeLast();
        }
        return step;
    }

    private static Step step(String text, Function<JobStore, Object> call) {
        return step(text, call, answer -> {});
    }

    private static Step step(String text, Function<JobStore, Object> call, Consumer<Object> learn) {
        return new Step(text, call, learn, Optional.empty());
    }

    /** Mostly one that is present. */
    private NodeId node() {
        List<NodeRecord> present = world.store().nodes(0);
        return present.isEmpty() || chance(30)
                ? nodes.getOrDefault(one(NODES), new NodeId("nobody", "1"))
                : one(present).node();
    }

    private List<String> queues() {
        List<String> asked = new ArrayList<>(QUEUES);
        Collections.shuffle(asked, random);
        return List.copyOf(asked.subList(0, 1 + random.nextInt(QUEUES.size())));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
