package io.distributedscheduler.memory;

import io.distributedscheduler.job.RunId;
import io.distributedscheduler.memory.Keyword.StoredFire;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.InTurn;
import io.distributedscheduler.store.StoredJob;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Hands due occurrences to nodes. */
final class Claiming {

    private static final long MAX_BODY_BYTES = 1 << 20;

    /** A claim looks at so many lines of a queue. */
    private static final int MOST_LINES = 200;

    private final MemoryState state;

    Claiming(MemoryState state) {
        this.state = state;
    }

    Claims claim(ClaimRequest request) {
        Optional<Node> node = state.present(request.node());
        if (node.isEmpty()) {
            return new Claims(false, state.now, List.of(), Optional.empty());
        }
        List<Claim> claims =
                request.number() > node.get().lastNumber ? claimNew(node.get(), request) : repeat(node.get(), request);
        state.limits.settle();
        return new Claims(true, state.now, claims, head(request.queues()));
    }

    Optional<Instant> head(List<String> queues) {
        long head = queues.stream().mapToLong(state.limits::head).min().orElse(Long.MAX_VALUE);
        return head == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(head));
    }

    private List<Claim> claimNew(Node node, ClaimRequest request) {
        node.lastNumber = request.number();
        long until = state.nowMs() + request.ahead().toMillis();
        List<String> open = request.queues().stream()
                .filter(queue -> state.limits.head(queue) <= until)
                .toList();
        state.limits.declare(request.queues(), request.limits());
        List<List<Pending>> queues = new ArrayList<>();
        for (String queue : open) {
            state.touch(queue);
            List<Pending> pending = pending(queue, request, until);
            if (!pending.isEmpty()) {
                queues.add(pending);
            }
        }
        return take(InTurn.of(queues, request.number(), request.limit()), node, request, until);
    }

    /** One that may be claimed. */
    private record Pending(Handle handle, long instant, String name) {}

    /** What may be claimed of a queue: its own handles and those of each of its lines, in turn. */
    private List<Pending> pending(String queue, ClaimRequest request, long until) {
        int room = room(request, queue);
        int most = Math.min(Math.min(request.limit(), room), state.limits.freeByExecutor(queue, until));
        List<List<Pending>> members = new ArrayList<>();
        members.add(pendingIn(queue, most, until));
        for (String line : state.limits.linesOpenAt(queue, until, MOST_LINES)) {
            state.touch(line);
            int free = state.due(line)
                    .first()
                    .flatMap(first -> state.job(first.member().job()))
                    .map(job -> state.limits.free(job, until))
                    .orElse(0);
            members.add(pendingIn(line, Math.min(most, free), until));
        }
        members.removeIf(List::isEmpty);
        return InTurn.of(members, request.number(), most);
    }

    private static int room(ClaimRequest request, String name) {
        return request.room().getOrDefault(StoredJob.executorOf(name), Integer.MAX_VALUE);
    }

    private List<Pending> pendingIn(String name, int most, long until) {
        List<Pending> pending = new ArrayList<>();
        Scores<Handle> due = state.due.get(name);
        if (due != null) {
            for (Scores.Entry<Handle> entry : due) {
                if (pending.size() == most || entry.score() > until) {
                    break;
                }
                pending.add(new Pending(entry.member(), entry.score(), name));
            }
        }
        return pending;
    }

    /** Claims them, in this order; of a line none after one that its limit does not let start. */
    private List<Claim> take(List<Pending> pending, Node node, ClaimRequest request, long until) {
        List<Claim> claims = new ArrayList<>();
        Set<String> full = new HashSet<>();
        Map<String, Integer> taken = new HashMap<>();
        long bytes = 0;
        for (Pending next : pending) {
            if (bytes >= MAX_BODY_BYTES) {
                break;
            }
            StoredJob job = state.job(next.handle.job()).orElseThrow();
            int given = taken.getOrDefault(job.executor(), 0);
            if (full.contains(next.name) || given >= room(request, next.name) || state.limits.free(job, until) < 1) {
                full.add(next.name);
                continue;
            }
            taken.put(job.executor(), given + 1);
            claims.add(claim(next, job, node, request));
            bytes += job.body().getBytes(StandardCharsets.UTF_8).length;
        }
        return claims;
    }

    private Claim claim(Pending pending, StoredJob job, Node node, ClaimRequest request) {
        Handle handle = pending.handle;
        long notBefore = state.limits.startOf(job, pending.instant);
        boolean executorLimited = state.limits.claimed(job, notBefore);
        Occurrence occurrence = state.open.getOrDefault(handle, Occurrence.plain(pending.instant));
        state.due(pending.name).remove(handle);
        state.open.remove(handle);
        state.lastToken = Math.max(state.lastToken, Math.max(state.nowMicros() - 1, request.seenToken())) + 1;
        Running claim = new Running(
                handle,
                node.id,
                state.lastToken,
                request.number(),
                job.queue(),
                notBefore,
                job.revision(),
                occurrence.claimed(state.lastToken),
                state.now,
                executorLimited);
        node.running.put(claim.token, claim);
        state.running.put(handle, claim);
        return describe(claim, job);
    }

    /** What the number gave before, as far as it may run still. */
    private List<Claim> repeat(Node node, ClaimRequest request) {
        List<Claim> claims = new ArrayList<>();
        for (Running claim : node.running.values()) {
            if (claim.number == request.number() && claim.mark().isEmpty()) {
                state.job(claim.handle.job())
                        .filter(job -> job.revision() == claim.revision)
                        .ifPresent(job -> claims.add(describe(claim, job)));
            }
        }
        return claims;
    }

    private Claim describe(Running claim, StoredJob job) {
        Occurrence occurrence = claim.occurrence;
        return new Claim(
                claim.handle,
                claim.token,
                new RunId(job.id(), occurrence.run()),
                Instant.ofEpochMilli(occurrence.planned()),
                Instant.ofEpochMilli(claim.notBefore),
                occurrence.attempt(),
                occurrence.losses(),
                occurrence.handedBack(),
                job,
                state.counts.getOrDefault(job.id(), Counts.NONE),
                occurrence.firedBy().map(keyword -> fire(claim.handle, keyword, occurrence.fire())));
    }

    private Fire fire(Handle handle, String keyword, long number) {
        StoredFire fire = handle.number() > 0
                ? state.branched.get(handle)
                : state.keyword(keyword).fires.get(number);
        return new Fire(keyword, number, fire == null ? "" : fire.data());
    }
}
