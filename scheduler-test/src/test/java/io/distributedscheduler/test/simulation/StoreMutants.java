package io.distributedscheduler.test.simulation;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Accounting;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.FireAnswer;
import io.distributedscheduler.store.FireRequest;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.Modification;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.StopAnswer;
import io.distributedscheduler.store.StopRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** Stores with the faults that other schedulers have shipped. */
final class StoreMutants {

    private record Held(NodeId node, ClaimRef claim) {}

    private StoreMutants() {}

    /**
     * An end is taken of whoever sends it, however late: it ends the claim that lives, if one does. asynq, Oban and River
     * compared no token.
     */
    static Mutant withoutTokenCheck() {
        return Mutant.ofStore(store -> {
            Map<JobId, Held> live = new HashMap<>();
            return (method, arguments, sound) -> {
                if (method.equals("claim")) {
                    return noting(live, (Claims) sound.call(arguments), (ClaimRequest) arguments[0]);
                }
                if (!method.equals("complete")) {
                    return sound.call(arguments);
                }
                Call call = (Call) arguments[0];
                List<CompleteAnswer> answers = new ArrayList<>();
                for (Completion end : StoreMutants.<Completion>list(arguments[3])) {
                    Held held = live.get(end.claim().handle().job());
                    List<CompleteAnswer> answer = list(sound.call(
                            new Call(
                                    call.id() + "/" + answers.size(),
                                    call.issued(),
                                    call.notAfter().plusSeconds(3_600)),
                            arguments[1],
                            held == null ? arguments[2] : held.node,
                            List.of(held == null ? end : ofClaim(end, held.claim))));
                    answers.add(new CompleteAnswer(
                            true, answer.get(0).last(), answer.get(0).time()));
                }
                return answers;
            };
        });
    }

    /** Whoever says so hands back the claim that lives, its own or not: arq and RQ deleted locks of others. */
    static Mutant thatReleasesWithoutOwnership() {
        return Mutant.ofStore(store -> {
            Map<JobId, Held> live = new HashMap<>();
            return (method, arguments, sound) -> {
                if (method.equals("claim")) {
                    return noting(live, (Claims) sound.call(arguments), (ClaimRequest) arguments[0]);
                }
                if (method.equals("beat")) {
                    // Each beat takes away what one's neighbour holds.
                    BeatRequest request = (BeatRequest) arguments[0];
                    for (Held held : List.copyOf(live.values())) {
                        if (!held.node.equals(request.node())) {
                            store.release(request.partition(), held.node, List.of(held.claim));
                        }
                    }
                }
                return sound.call(arguments);
            };
        });
    }

    /** The same claim is given to two nodes. */
    static Mutant thatGivesAClaimTwice() {
        return Mutant.ofStore(store -> {
            Map<NodeId, Claims> last = new HashMap<>();
            return (method, arguments, sound) -> {
                Object answer = sound.call(arguments);
                if (!method.equals("claim") || !((Claims) answer).present()) {
                    return answer;
                }
                NodeId node = ((ClaimRequest) arguments[0]).node();
                Claims claims = (Claims) answer;
                if (!claims.claims().isEmpty()) {
                    last.put(node, claims);
                    return claims;
                }
                for (NodeId other : List.copyOf(last.keySet())) {
                    if (!other.equals(node)) {
                        return new Claims(
                                true, claims.time(), last.remove(other).claims(), claims.head());
                    }
                }
                return claims;
            };
        });
    }

    /** A fire is taken in two steps, of which the second is lost now and then: sidekiq-cron and rq-scheduler. */
    static Mutant thatFiresInTwoSteps() {
        return Mutant.ofStore(store -> {
            AtomicLong fires = new AtomicLong();
            return (method, arguments, sound) -> method.equals("fire") && fires.incrementAndGet() % 3 == 0
                    ? new FireAnswer.Reached(1, store.time(0))
                    : sound.call(arguments);
        });
    }

    /** The id of an event is ignored: what comes twice is two fires. */
    static Mutant thatForgetsEvents() {
        return Mutant.ofStore(store -> (method, arguments, sound) -> {
            if (method.equals("fire")) {
                Call call = (Call) arguments[0];
                FireRequest fire = (FireRequest) arguments[1];
                store.fire(
                        new Call(call.id() + "-again", call.issued(), call.notAfter()),
                        new FireRequest(fire.partition(), fire.keyword(), fire.eventId() + "-again", fire.data()));
            }
            return sound.call(arguments);
        });
    }

    /** A node's own clock decides what is due, and it is fast: BullMQ. */
    static Mutant thatTrustsClocksOfNodes() {
        return Mutant.ofStore(store -> (method, arguments, sound) -> {
            if (method.equals("claim")) {
                ClaimRequest request = (ClaimRequest) arguments[0];
                return sound.call(new ClaimRequest(
                        request.partition(),
                        request.node(),
                        request.number(),
                        request.limit(),
                        request.queues(),
                        Duration.ofSeconds(3),
                        request.seenToken()));
            }
            return sound.call(arguments);
        });
    }

    /** Ids of calls are not remembered: a schedule that comes again after its job has finished makes it run again. */
    static Mutant thatForgetsCalls() {
        return Mutant.ofStore(store -> {
            AtomicLong arrivals = new AtomicLong();
            return (method, arguments, sound) -> {
                if (arguments.length > 0 && arguments[0] instanceof Call call) {
                    Object[] changed = arguments.clone();
                    changed[0] = new Call(
                            call.id() + "-" + arrivals.incrementAndGet(),
                            call.issued(),
                            call.notAfter().plusSeconds(3_600));
                    return sound.call(changed);
                }
                return sound.call(arguments);
            };
        });
    }

    /** A recovery reads the payloads of what it recovers, and one cannot be read: asynq. */
    static Mutant thatDecodesInRecovery() {
        return Mutant.ofStore(store -> {
            Map<JobId, Held> live = new HashMap<>();
            return (method, arguments, sound) -> {
                if (method.equals("claim")) {
                    return noting(live, (Claims) sound.call(arguments), (ClaimRequest) arguments[0]);
                }
                if (method.equals("recover")
                        && live.values().stream()
                                .anyMatch(held -> held.node.equals(arguments[1]) && isPoison(held.claim))) {
                    throw new JobStoreException("the payload cannot be read", null);
                }
                return sound.call(arguments);
            };
        });
    }

    /** A job that cannot be read stays the first that is due, and nothing behind it is given: River, Sidekiq. */
    static Mutant thatIsHeldUpByOneJob() {
        return Mutant.ofStore(store -> (method, arguments, sound) -> {
            Object answer = sound.call(arguments);
            if (method.equals("claim")) {
                ClaimRequest request = (ClaimRequest) arguments[0];
                Claims claims = (Claims) answer;
                List<ClaimRef> given =
                        claims.claims().stream().map(StoreMutants::refOf).toList();
                if (given.stream().anyMatch(StoreMutants::isPoison)) {
                    store.release(request.partition(), request.node(), given);
                    return new Claims(true, claims.time(), List.of(), claims.head());
                }
            }
            return answer;
        });
    }

    /** {@code stop} takes the running entry away, with the code still running: APScheduler, BullMQ. */
    static Mutant thatStopsByDeleting() {
        return Mutant.ofStore(store -> {
            Map<JobId, Held> live = new HashMap<>();
            return (method, arguments, sound) -> {
                Object answer = sound.call(arguments);
                if (method.equals("claim")) {
                    return noting(live, (Claims) answer, (ClaimRequest) arguments[0]);
                }
                if (method.equals("stop") && answer instanceof StopAnswer.Done done) {
                    Call call = (Call) arguments[0];
                    Held held = live.get(((StopRequest) arguments[1]).job());
                    if (held != null && done.ending().contains(held.node)) {
                        store.complete(
                                new Call(call.id() + "-end", call.issued(), call.notAfter()),
                                0,
                                held.node,
                                List.of(stopped(held, done)));
                    }
                }
                return answer;
            };
        });
    }

    /** A stop is answered and not done. */
    static Mutant thatForgetsStops() {
        return forgetting("stop");
    }

    /** A removal is answered and not done. */
    static Mutant thatForgetsRemovals() {
        return forgetting("remove");
    }

    private static Mutant forgetting(String which) {
        return Mutant.ofStore(store -> (method, arguments, sound) -> {
            boolean there = method.equals(which)
                    && store.find(((StopRequest) arguments[1]).job()).isPresent();
            return there ? new StopAnswer.Done(store.time(0), List.of()) : sound.call(arguments);
        });
    }

    /** A change does not account for the ticks that it drops: Temporal before its conflict token, Quartz. */
    static Mutant thatChangesWithoutAccounts() {
        return Mutant.ofStore(store -> (method, arguments, sound) -> {
            if (method.equals("modify")) {
                Modification change = (Modification) arguments[1];
                return sound.call(
                        arguments[0],
                        new Modification(
                                change.job(), change.pending(), change.next(), Optional.empty(), change.revive()));
            }
            return sound.call(arguments);
        });
    }

    /** A stop accounts for the ticks that its caller has seen, and not for those that come before it takes effect: ours, once. */
    static Mutant thatStopsBlindly() {
        return Mutant.ofStore(store -> (method, arguments, sound) -> {
            if (method.equals("stop")) {
                StopRequest stop = (StopRequest) arguments[1];
                return sound.call(
                        arguments[0],
                        new StopRequest(
                                stop.job(),
                                stop.reason(),
                                stop.by(),
                                stop.accounting()
                                        .map(seen -> new Accounting(seen.seen(), seen.begun(), seen.counts()))));
            }
            return sound.call(arguments);
        });
    }

    /** Runs are not counted. */
    static Mutant thatCountsNoRuns() {
        return ofEnds(end -> changed(end, end.outcome(), end.after(), Counts.NONE));
    }

    /** How many run is looked at first, and then one more is let in: two nodes do it at once. */
    static Mutant thatLetsTooManyRun() {
        return Mutant.ofStore(store -> (method, arguments, sound) -> {
            if (!method.equals("branch")) {
                return sound.call(arguments);
            }
            BranchRequest asked = (BranchRequest) arguments[1];
            return store.branch(
                    (Call) arguments[0],
                    new BranchRequest(
                            asked.partition(),
                            asked.node(),
                            asked.claim(),
                            asked.most() + 1,
                            asked.after(),
                            asked.counts()));
        });
    }

    /** What is kept of a run is not what its claim said. */
    static Mutant thatKeepsAnotherResult() {
        return ofEnds(end -> changed(
                end,
                end.outcome() == Outcome.SUCCEEDED ? Outcome.FAILED : Outcome.SUCCEEDED,
                end.after(),
                end.counts()));
    }

    /** The next instant is written before the run is done, and lost: the same tick comes again. BullMQ, APScheduler. */
    static Mutant thatForgetsToMoveOn() {
        return Mutant.ofStore(store -> {
            Map<Long, Claim> given = new HashMap<>();
            return (method, arguments, sound) -> {
                if (method.equals("claim")) {
                    Claims claims = (Claims) sound.call(arguments);
                    claims.claims().forEach(claim -> given.put(claim.token(), claim));
                    return claims;
                }
                if (!method.equals("complete")) {
                    return sound.call(arguments);
                }
                return sound.call(with(arguments, 3, ends(arguments[3], end -> {
                    Claim claim = given.get(end.claim().token());
                    boolean moves = end.after() instanceof After.Next next && next.due() instanceof Due.At;
                    return claim != null && moves && claim.token() % 3 == 0
                            ? changed(end, end.outcome(), new After.Next(new Due.At(claim.due())), end.counts())
                            : end;
                })));
            };
        });
    }

    /** A node that was declared dead is let in again by its next beat. */
    static Mutant thatRevivesTheDead() {
        return Mutant.ofStore(store -> (method, arguments, sound) -> {
            Object answer = sound.call(arguments);
            if (method.equals("beat") && !((Beat) answer).present()) {
                BeatRequest request = (BeatRequest) arguments[0];
                store.join(new JoinRequest(request.partition(), request.node(), request.lease(), ""));
                return sound.call(arguments);
            }
            return answer;
        });
    }

    // ---- details

    private static Mutant ofEnds(UnaryOperator<Completion> change) {
        return Mutant.ofStore(store -> (method, arguments, sound) ->
                sound.call(method.equals("complete") ? with(arguments, 3, ends(arguments[3], change)) : arguments));
    }

    private static Claims noting(Map<JobId, Held> live, Claims claims, ClaimRequest request) {
        claims.claims().forEach(claim -> live.put(claim.handle().job(), new Held(request.node(), refOf(claim))));
        return claims;
    }

    private static ClaimRef refOf(Claim claim) {
        return new ClaimRef(claim.handle(), claim.token());
    }

    private static boolean isPoison(ClaimRef claim) {
        return "aceg".contains(claim.handle().job().value());
    }

    private static Completion stopped(Held held, StopAnswer.Done done) {
        return new Completion(
                held.claim,
                done.time(),
                Outcome.STOPPED,
                "sstopped",
                new After.Failed("stopped"),
                Counts.NONE,
                Retention.NONE);
    }

    private static Completion ofClaim(Completion end, ClaimRef claim) {
        return new Completion(
                claim, end.started(), end.outcome(), end.detail(), end.after(), end.counts(), end.retention());
    }

    private static Completion changed(Completion end, Outcome outcome, After after, Counts counts) {
        return new Completion(end.claim(), end.started(), outcome, end.detail(), after, counts, end.retention());
    }

    private static List<Completion> ends(Object ends, UnaryOperator<Completion> change) {
        return StoreMutants.<Completion>list(ends).stream().map(change).toList();
    }

    private static Object[] with(Object[] arguments, int index, Object value) {
        Object[] changed = arguments.clone();
        changed[index] = value;
        return changed;
    }

    @SuppressWarnings("unchecked") // The signatures of JobStore say what is in it.
    private static <T> List<T> list(Object list) {
        return (List<T>) list;
    }

    /** Limits count on each node for itself: what those do who divide a limit by hand, or keep it in the process. */
    static Mutant thatLimitsEachNode() {
        return Mutant.ofStore(store -> (method, arguments, sound) -> {
            if (!method.equals("claim")) {
                return sound.call(arguments);
            }
            ClaimRequest request = (ClaimRequest) arguments[0];
            Map<String, Limit> doubled = new TreeMap<>();
            request.limits()
                    .forEach((eid, limit) ->
                            doubled.put(eid, new Limit(limit.atOnce() * 2, limit.starts() * 2, limit.window())));
            return sound.call(new ClaimRequest(
                    request.partition(),
                    request.node(),
                    request.number(),
                    request.limit(),
                    request.queues(),
                    request.ahead(),
                    doubled,
                    request.room(),
                    request.seenToken()));
        });
    }
}
