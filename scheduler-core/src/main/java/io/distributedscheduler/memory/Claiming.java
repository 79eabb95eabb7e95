package io.distributedscheduler.memory;

import io.distributedscheduler.job.RunId;
import io.distributedscheduler.memory.Keyword.StoredFire;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.StoredJob;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hands due occurrences to nodes. */
final class Claiming {

    private static final long MAX_BODY_BYTES = 1 << 20;

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
        return new Claims(true, state.now, claims, head(request.queues()));
    }

    Optional<Instant> head(List<String> queues) {
        long head = Long.MAX_VALUE;
        for (String queue : queues) {
            Scores<Handle> pending = state.due.get(queue);
            head = Math.min(head, pending == null ? Long.MAX_VALUE : pending.lowest());
        }
        return head == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(head));
    }

    private List<Claim> claimNew(Node node, ClaimRequest request) {
        node.lastNumber = request.number();
        long until = state.nowMs() + request.ahead().toMillis();
        List<Scores<Handle>> queues = new ArrayList<>();
        for (String name : request.queues()) {
            Scores<Handle> queue = state.due.get(name);
            if (queue != null && queue.lowest() <= until) {
                queues.add(queue);
            }
        }
        List<Claim> claims = new ArrayList<>();
        long bytes = 0;
        int turn = queues.isEmpty() ? 0 : (int) (request.number() % queues.size());
        while (claims.size() < request.limit() && bytes < MAX_BODY_BYTES && !queues.isEmpty()) {
            Scores<Handle> queue = queues.get(turn);
            Claim claim = claimFirst(node, request, queue);
            claims.add(claim);
            bytes += claim.job().body().getBytes(StandardCharsets.UTF_8).length;
            if (queue.lowest() <= until) {
                turn++;
            } else {
                queues.remove(turn);
            }
            turn = turn < queues.size() ? turn : 0;
        }
        return claims;
    }

    private Claim claimFirst(Node node, ClaimRequest request, Scores<Handle> queue) {
        Scores.Entry<Handle> first = queue.first().orElseThrow();
        Handle handle = first.member();
        StoredJob job = state.job(handle.job()).orElseThrow();
        Occurrence occurrence = state.open.getOrDefault(handle, Occurrence.plain(first.score()));
        queue.remove(handle);
        state.open.remove(handle);
        state.lastToken = Math.max(state.lastToken, Math.max(state.nowMicros() - 1, request.seenToken())) + 1;
        Running claim = new Running(
                handle,
                node.id,
                state.lastToken,
                request.number(),
                job.queue(),
                first.score(),
                job.revision(),
                occurrence.claimed(state.lastToken),
                state.now);
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
