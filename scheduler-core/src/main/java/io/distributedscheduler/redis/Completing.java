package io.distributedscheduler.redis;

import io.distributedscheduler.store.After;
import io.distributedscheduler.store.BranchAnswer;
import io.distributedscheduler.store.BranchAnswer.Result;
import io.distributedscheduler.store.BranchRequest;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.ReleaseAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Ends claims on the word of the node that holds them. */
final class Completing {

    private static final int ARGUMENTS_EACH = 5;

    private final ScriptRunner scripts;
    private final ClaimedJobs claimed;

    Completing(ScriptRunner scripts, ClaimedJobs claimed) {
        this.scripts = scripts;
        this.claimed = claimed;
    }

    List<CompleteAnswer> complete(Call call, int partition, NodeId node, List<Completion> completions) {
        Set<String> keys = new LinkedHashSet<>();
        keys.add(Keys.running(node));
        Map<List<String>, String> endings = new LinkedHashMap<>();
        List<String> ended = new ArrayList<>(ARGUMENTS_EACH * completions.size());
        for (Completion completion : completions) {
            addKeys(partition, completion, keys);
            ended.add(completion.claim().handle().text());
            ended.add(Long.toString(completion.claim().token()));
            ended.add(Texts.micros(completion.started()));
            ended.add(completion.detail());
            // Most completions of a call end alike.
            ended.add(endings.computeIfAbsent(ending(completion), one -> Integer.toString(endings.size() + 1)));
        }
        List<String> arguments = new ArrayList<>(2 + ARGUMENTS_EACH * (endings.size() + completions.size()));
        arguments.add(node.toString());
        arguments.add(Integer.toString(endings.size()));
        endings.keySet().forEach(arguments::addAll);
        arguments.addAll(ended);
        Answer answer = scripts.run("complete", partition, call, keys, arguments);
        completions.forEach(
                completion -> claimed.forget(partition, completion.claim().token()));
        Instant time = answer.time();
        return answer.text()
                .chars()
                .mapToObj(result -> new CompleteAnswer(result != '-', result == 'L', time))
                .toList();
    }

    BranchAnswer branch(Call call, BranchRequest request) {
        int partition = request.partition();
        ClaimRef claim = request.claim();
        Set<String> keys = new LinkedHashSet<>();
        keys.add(Keys.running(request.node()));
        claimed.of(partition, claim.token())
                .ifPresent(facts -> keys.addAll(Keys.ofPlace(facts.queue(), facts.keyword())));
        Answer answer = scripts.run(
                "branch",
                partition,
                call,
                keys,
                List.of(
                        request.node().toString(),
                        claim.handle().job().value(),
                        Long.toString(claim.token()),
                        Integer.toString(request.most()),
                        after(request.after()),
                        counts(request.counts())));
        return new BranchAnswer(
                switch (answer.word()) {
                    case "branched" -> Result.BRANCHED;
                    case "full" -> Result.FULL;
                    default -> Result.REFUSED;
                },
                answer.time());
    }

    ReleaseAnswer release(int partition, NodeId node, List<ClaimRef> claims) {
        Set<String> keys = new LinkedHashSet<>();
        keys.add(Keys.running(node));
        List<String> arguments = new ArrayList<>(1 + 2 * claims.size());
        arguments.add(node.toString());
        for (ClaimRef claim : claims) {
            claimed.of(partition, claim.token())
                    .ifPresent(facts -> keys.addAll(Keys.ofPlace(facts.queue(), facts.keyword())));
            arguments.add(claim.handle().text());
            arguments.add(Long.toString(claim.token()));
        }
        Answer answer = scripts.run("release", partition, keys, arguments);
        claims.forEach(claim -> claimed.forget(partition, claim.token()));
        Instant time = answer.time();
        int held = (int) answer.number();
        return new ReleaseAnswer(time, held, RunText.named(answer));
    }

    /** What the script will need unless something happened to the job meanwhile. */
    private void addKeys(int partition, Completion completion, Set<String> keys) {
        Optional<ClaimedJobs.Facts> facts =
                claimed.of(partition, completion.claim().token());
        boolean finished = completion.after() instanceof After.Finished;
        boolean alone = finished
                && facts.map(ClaimedJobs.Facts::isFirstAttemptOfOneTimeJob).orElse(true);
        if (!alone || completion.retention().count() == 0) {
            keys.add(Keys.runs(completion.claim().handle().job()));
        }
        facts.filter(known -> !finished || known.keyword() != null || known.isInLine())
                .ifPresent(known -> keys.addAll(Keys.ofPlace(known.queue(), known.keyword())));
    }

    private static List<String> ending(Completion completion) {
        return List.of(
                RunText.outcome(completion.outcome()),
                after(completion.after()),
                counts(completion.counts()),
                Integer.toString(completion.retention().count()),
                Texts.millis(completion.retention().keepFor()));
    }

    private static String counts(Counts counts) {
        return counts.equals(Counts.NONE) ? "" : Texts.counts(counts);
    }

    private static String after(After after) {
        if (after instanceof After.Retry retry) {
            return (retry.handedBack() ? "B" : "R") + Texts.millis(retry.delay());
        }
        if (after instanceof After.Next next) {
            return "N" + Texts.due(next.due());
        }
        if (after instanceof After.Queued queued) {
            return "Q" + Texts.millis(queued.planned());
        }
        if (after instanceof After.NextFire fire) {
            return "K" + fire.most();
        }
        if (after instanceof After.Stopped stopped) {
            return "H" + stopped.reason();
        }
        return after instanceof After.Failed failed ? "X" + failed.reason() : "F";
    }
}
