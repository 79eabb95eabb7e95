package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.AwaitRequest;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.StopRequest;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.TrimLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A call of each script that changes something, on what {@link EveryRecord} has written and a node that is idle. */
final class EveryScript {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Due AT_ONCE = new Due.In(Duration.ZERO);
    private static final Retention KEPT = new Retention(20, MINUTE);
    private static final NodeId NEW = new NodeId("new", "1");
    private static final NodeId IDLE = new NodeId("idle", "1");

    private static final Map<String, Function<RedisFixture, Supplier<Object>>> CALLS = Map.ofEntries(
            Map.entry(
                    "schedule",
                    on -> () -> on.store()
                            .schedule(
                                    call(on),
                                    List.of(new NewJob(job("new"), AT_ONCE), new NewJob(job("newer"), AT_ONCE)))),
            Map.entry(
                    "fire",
                    on -> () -> on.store()
                            .fire(call(on), new FireRequest(0, "order-placed", "event", "{\"big\":\"data\"}"))),
            Map.entry("modify", on -> {
                Modification change = change(on, "modified");
                return () -> on.store().modify(call(on), change);
            }),
            Map.entry("stop", on -> () -> on.store().stop(call(on), stopping("retrying again"))),
            Map.entry("start", on -> () -> on.store().start(call(on), new JobId("stopped"), 1, AT_ONCE)),
            Map.entry("remove", on -> () -> on.store().remove(call(on), stopping("retrying again"), KEPT)),
            Map.entry("promote", on -> () -> on.store().promote(0, "order-placed", 100)),
            Map.entry("join", on -> () -> on.store().join(new JoinRequest(0, NEW, MINUTE, "{}"))),
            Map.entry(
                    "beat", on -> () -> on.store().beat(new BeatRequest(0, EveryRecord.A, MINUTE, List.of("pending")))),
            Map.entry("leave", on -> () -> on.store().leave(0, IDLE)),
            Map.entry("recover", on -> () -> on.store().recover(0, EveryRecord.C, Instant.EPOCH, 100)),
            Map.entry(
                    "claim",
                    on -> () -> on.store()
                            .claim(new ClaimRequest(
                                    0, EveryRecord.A, 1_000, 10, List.of("ancient", "fired"), Duration.ZERO, 0))),
            Map.entry("branch", on -> {
                BranchRequest request = new BranchRequest(
                        0,
                        EveryRecord.B,
                        held(on, EveryRecord.B).stream()
                                .filter(claim -> claim.handle().job().value().equals("running repeating"))
                                .findFirst()
                                .orElseThrow(),
                        1,
                        new After.Next(new Due.In(MINUTE)),
                        new Counts(1, 0, 0, 0));
                return () -> on.store().branch(call(on), request);
            }),
            Map.entry("complete", on -> {
                List<Completion> completions = completions(on);
                return () -> on.store().complete(call(on), 0, EveryRecord.A, completions);
            }),
            Map.entry("release", on -> {
                List<ClaimRef> held = held(on, EveryRecord.A);
                return () -> on.store().release(0, EveryRecord.A, held);
            }),
            Map.entry(
                    "await",
                    on -> () ->
                            on.store().await(new AwaitRequest(new JobId("pending"), IDLE, MINUTE, Optional.empty()))),
            Map.entry("declare", on -> () -> on.store().declare(new JobId("new"), null, "text")),
            Map.entry("trim", on -> () -> on.store().trim(0, new TrimLimits(1, Duration.ZERO), 100)),
            Map.entry("repair", on -> {
                on.redis().opsForZSet().remove(on.key("due:pending"), "pending");
                return () -> on.store().audit(0).repaired();
            }));

    private EveryScript() {}

    static Stream<String> names() {
        return CALLS.keySet().stream().sorted();
    }

    /** Gets the call of that script ready; the same call each time it is made. */
    static Supplier<Object> call(String name, RedisFixture fixture) {
        return CALLS.get(name).apply(fixture);
    }

    /** Lays what the calls are about, always the same, and answers it. */
    static SortedMap<String, String> prepare(RedisFixture fixture) {
        new EveryRecord(fixture).write();
        fixture.store().join(new JoinRequest(0, IDLE, MINUTE, "{}"));
        return facts(fixture);
    }

    static SortedMap<String, String> facts(RedisFixture fixture) {
        return fixture.store().audit(0).state();
    }

    // ---- words

    private static Call call(RedisFixture fixture) {
        return new Call("the call", fixture.now(), fixture.now().plus(MINUTE));
    }

    private static StoredJob job(String id) {
        return new StoredJob(new JobId(id), 1, "work", null, false, "body of " + id);
    }

    private static Modification change(RedisFixture fixture, String id) {
        StoredJob job = fixture.store().find(new JobId(id)).orElseThrow().job();
        return new Modification(job, AT_ONCE, Optional.of(AT_ONCE), Optional.empty(), false);
    }

    private static StopRequest stopping(String job) {
        return new StopRequest(new JobId(job), "maintenance", "ada", Optional.empty());
    }

    private static List<ClaimRef> held(RedisFixture fixture, NodeId node) {
        return fixture.store().beat(new BeatRequest(0, node, MINUTE, List.of())).running().stream()
                .map(entry -> entry.claim())
                .toList();
    }

    private static List<Completion> completions(RedisFixture fixture) {
        return held(fixture, EveryRecord.A).stream()
                .map(claim -> new Completion(
                        claim,
                        fixture.now(),
                        Outcome.SUCCEEDED,
                        "r{\"n\":1}",
                        new After.Finished(),
                        new Counts(1, 0, 0, 0),
                        KEPT))
                .toList();
    }
}
