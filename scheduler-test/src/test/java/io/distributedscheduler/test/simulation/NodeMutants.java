package io.distributedscheduler.test.simulation;

import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Beat;
import io.distributedscheduler.store.BeatRequest;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.JobStoreException;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Nodes with the faults that other schedulers have shipped. */
final class NodeMutants {

    private NodeMutants() {}

    /** Claims whose reply was lost are neither asked for again nor looked for: asynq left them active for ever. */
    static Mutant thatForgetLostReplies() {
        return Mutant.ofNodes(store -> {
            Set<Long> known = new HashSet<>();
            AtomicLong numbers = new AtomicLong();
            return (method, arguments, sound) -> {
                Object answer = sound.call(
                        method.equals("claim")
                                ? anew((ClaimRequest) arguments[0], numbers.incrementAndGet())
                                : arguments);
                if (answer instanceof Claims claims) {
                    claims.claims().forEach(claim -> known.add(claim.token()));
                }
                if (answer instanceof Beat beat) {
                    return new Beat(
                            beat.present(),
                            beat.time(),
                            beat.running().stream()
                                    .filter(entry ->
                                            known.contains(entry.claim().token()))
                                    .toList(),
                            beat.nodes(),
                            beat.head(),
                            beat.fired());
                }
                return answer;
            };
        });
    }

    private static Object[] anew(ClaimRequest request, long number) {
        return new Object[] {
            new ClaimRequest(
                    request.partition(),
                    request.node(),
                    number,
                    request.limit(),
                    request.queues(),
                    request.ahead(),
                    request.seenToken())
        };
    }

    /** Who looks dead by the looker's own clock is declared dead: asynq, Celery, everybody who compares two clocks. */
    static Mutant thatCompareClocks(Duration fast) {
        return Mutant.ofNodes(store -> (method, arguments, sound) -> {
            Object answer = sound.call(arguments);
            if (answer instanceof Beat beat) {
                BeatRequest request = (BeatRequest) arguments[0];
                Instant now = beat.time().plus(fast);
                for (Map.Entry<NodeId, Instant> other : beat.nodes().entrySet()) {
                    if (!other.getKey().equals(request.node())
                            && other.getValue().isBefore(now)) {
                        store.recover(request.partition(), other.getKey(), other.getValue(), 100);
                    }
                }
            }
            return answer;
        });
    }

    /** Only a signal wakes a node: APScheduler. */
    static Mutant thatWakeBySignalsOnly() {
        return Mutant.ofNodes(store -> (method, arguments, sound) -> {
            Object answer = sound.call(arguments);
            if (answer instanceof Beat beat) {
                return new Beat(beat.present(), beat.time(), beat.running(), beat.nodes(), Optional.empty(), List.of());
            }
            return answer instanceof Claims claims
                    ? new Claims(claims.present(), claims.time(), claims.claims(), Optional.empty())
                    : answer;
        });
    }

    /** Nobody looks whether others are dead: their runs stay with them. */
    static Mutant thatRecoverNobody() {
        return Mutant.ofNodes(store -> (method, arguments, sound) -> {
            Object answer = sound.call(arguments);
            return answer instanceof Beat beat
                    ? new Beat(beat.present(), beat.time(), beat.running(), Map.of(), beat.head(), beat.fired())
                    : answer;
        });
    }

    /** After a call has failed once the node is deaf: BullMQ after a reconnect, many times. */
    static Mutant thatGoDeafAfterAnOutage() {
        return Mutant.ofNodes(store -> {
            Set<String> deaf = new HashSet<>();
            return (method, arguments, sound) -> {
                boolean polls = method.equals("claim") || method.equals("beat");
                if (polls && !deaf.isEmpty()) {
                    throw new JobStoreException("parked", null);
                }
                try {
                    return sound.call(arguments);
                } catch (JobStoreException e) {
                    if (polls) {
                        deaf.add(method);
                    }
                    throw e;
                }
            };
        });
    }

    /** Retries come at once, whatever their policy says. */
    static Mutant thatRetryAtOnce() {
        return Mutant.ofNodes(store -> (method, arguments, sound) -> {
            if (method.equals("complete")) {
                Object[] changed = arguments.clone();
                changed[3] = ((List<?>) arguments[3])
                        .stream().map(end -> atOnce((Completion) end)).toList();
                return sound.call(changed);
            }
            return sound.call(arguments);
        });
    }

    /** However late, it is run: most schedulers without a policy. */
    static Mutant thatRunHoweverLate() {
        return thatDoNotRead(",\"misfire\":\\{[^}]*}");
    }

    /** What comes while a run lasts is skipped, whatever the job says. */
    static Mutant thatSkipAllOverlaps() {
        return thatDoNotRead(",\"overlap\":\"[^\"]*\"");
    }

    /** A job that fails goes on failing, whatever it says. */
    static Mutant thatGoOnAfterFailures() {
        return thatDoNotRead(",\"stopAfterFailures\":[0-9]*");
    }

    private static Mutant thatDoNotRead(String part) {
        return Mutant.ofNodes(store -> (method, arguments, sound) -> {
            Object answer = sound.call(arguments);
            return answer instanceof Claims claims
                    ? new Claims(
                            claims.present(),
                            claims.time(),
                            claims.claims().stream()
                                    .map(claim -> without(part, claim))
                                    .toList(),
                            claims.head())
                    : answer;
        });
    }

    private static Claim without(String part, Claim claim) {
        StoredJob job = claim.job();
        return new Claim(
                claim.handle(),
                claim.token(),
                claim.run(),
                claim.due(),
                claim.notBefore(),
                claim.attempt(),
                claim.losses(),
                claim.handedBack(),
                new StoredJob(
                        job.id(),
                        job.revision(),
                        job.queue(),
                        job.keyword(),
                        job.repeats(),
                        job.body().replaceFirst(part, "")),
                claim.counts(),
                claim.fire());
    }

    private static Completion atOnce(Completion end) {
        return end.after() instanceof After.Retry retry && !retry.handedBack()
                ? new Completion(
                        end.claim(),
                        end.started(),
                        end.outcome(),
                        end.detail(),
                        new After.Retry(Duration.ZERO),
                        end.counts(),
                        end.retention())
                : end;
    }
}
