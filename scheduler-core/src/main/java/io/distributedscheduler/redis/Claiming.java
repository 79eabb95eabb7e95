package io.distributedscheduler.redis;

import io.distributedscheduler.job.RunId;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.Handle;
import io.distributedscheduler.store.StoredJob;
import io.distributedscheduler.store.WaitingLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives nodes what is due. */
final class Claiming {

    /** A script shall not hold up the server for longer than a few hundred handles take. */
    private static final int MOST_A_CALL = 500;

    private static final int MAX_BODY_BYTES = 1 << 20;

    private final ScriptRunner scripts;
    private final ClaimedJobs claimed;

    /** Whether there ever were lines: then the keys of all are named at once, which saves a round. */
    private volatile boolean lined;

    Claiming(ScriptRunner scripts, ClaimedJobs claimed) {
        this.scripts = scripts;
        this.claimed = claimed;
    }

    Claims claim(ClaimRequest request) {
        Set<String> keys = new LinkedHashSet<>();
        keys.add(Keys.running(request.node()));
        for (String queue : request.queues()) {
            keys.add(Keys.due(queue));
            if (lined) {
                keys.add(Keys.lines(queue));
            }
        }

        List<String> arguments = new ArrayList<>();
        arguments.add(request.node().toString());
        arguments.add(Long.toString(request.number()));
        arguments.add(Integer.toString(Math.min(request.limit(), MOST_A_CALL)));
        arguments.add(Texts.millis(request.ahead()));
        arguments.add(Long.toString(request.seenToken()));
        arguments.add(Integer.toString(MAX_BODY_BYTES));
        arguments.addAll(Texts.counted(request.queues()));
        arguments.add(Integer.toString(request.room().size()));
        request.room().forEach((eid, room) -> arguments.addAll(List.of(eid, Integer.toString(room))));
        arguments.addAll(Texts.limits(request.limits()));

        Answer answer = scripts.run("claim", request.partition(), keys, arguments);
        boolean present = answer.is("ok");
        Instant time = answer.time();
        if (!present) {
            return new Claims(false, time, List.of(), Optional.empty());
        }
        Optional<Instant> head = answer.instant();
        List<Given> given = new ArrayList<>();
        while (answer.hasMore()) {
            Given.next(answer).ifPresent(given::add);
        }
        lined |= given.stream().anyMatch(one -> WaitingLine.of(one.job.queue()).isPresent());
        given.forEach(one -> claimed.remember(request.partition(), one.claim.token(), one.job, one.claim.attempt()));
        Fires fires = fires(request.partition(), given);
        return new Claims(
                true, time, given.stream().map(one -> one.claim(fires)).toList(), head);
    }

    /**
     * The records of fires.
     *
     * @param next by keyword and number
     * @param branched of occurrences that are out of the sequence of their job, by handle
     */
    private record Fires(Map<String, Map<Long, String>> next, Map<String, String> branched) {

        String of(Handle handle, ClaimText claim) {
            return handle.number() > 0
                    ? branched.getOrDefault(handle.text(), "")
                    : next.getOrDefault(claim.keyword(), Map.of()).getOrDefault(claim.fire(), "");
        }
    }

    /** The fires that caused some of them. */
    private Fires fires(int partition, List<Given> given) {
        Map<String, Set<Long>> numbers = given.stream()
                .filter(one -> one.handle.number() == 0)
                .map(Given::claim)
                .filter(claim -> claim.fire() > 0)
                .collect(Collectors.groupingBy(
                        ClaimText::keyword,
                        TreeMap::new,
                        Collectors.mapping(ClaimText::fire, Collectors.toCollection(TreeSet::new))));
        Map<String, Map<Long, String>> fires = new TreeMap<>();
        numbers.forEach((keyword, asked) -> fires.put(keyword, fires(partition, keyword, List.copyOf(asked))));
        return new Fires(fires, branched(partition, given));
    }

    private Map<String, String> branched(int partition, List<Given> given) {
        List<String> handles = given.stream()
                .filter(one -> one.handle.number() > 0 && one.claim.fire() > 0)
                .map(one -> one.handle.text())
                .toList();
        Map<String, String> fires = new HashMap<>();
        if (!handles.isEmpty()) {
            List<@Nullable String> records = scripts.hashValues("claim", partition, "branched", handles);
            for (int i = 0; i < handles.size(); i++) {
                String record = records.get(i);
                if (record != null) {
                    fires.put(handles.get(i), record);
                }
            }
        }
        return fires;
    }

    private Map<Long, String> fires(int partition, String keyword, List<Long> numbers) {
        List<@Nullable String> records = scripts.hashValues(
                "claim",
                partition,
                Keys.fires(keyword),
                numbers.stream().map(String::valueOf).toList());
        Map<Long, String> fires = new TreeMap<>();
        for (int i = 0; i < numbers.size(); i++) {
            String record = records.get(i);
            if (record != null) {
                fires.put(numbers.get(i), record);
            }
        }
        return fires;
    }

    private record Given(Handle handle, ClaimText claim, StoredJob job, Counts counts) {

        /** Empty when one of us cannot have written it: nobody could say what it is, and all others go on. */
        static Optional<Given> next(Answer answer) {
            Optional<Handle> handle = Texts.handle(answer.text());
            Optional<ClaimText> claim = ClaimText.readable(answer.text());
            String job = answer.text();
            Counts counts = Texts.ofCounts(answer.text());
            return handle.flatMap(named ->
                    claim.map(held -> new Given(named, held, JobText.read(named.job(), job), counts)));
        }

        Claim claim(Fires fires) {
            return new Claim(
                    handle,
                    claim.token(),
                    new RunId(job.id(), claim.run()),
                    Instant.ofEpochMilli(claim.due()),
                    Instant.ofEpochMilli(claim.notBefore()),
                    claim.attempt(),
                    claim.losses(),
                    claim.handedBack(),
                    job,
                    counts,
                    fire(fires));
        }

        private Optional<Fire> fire(Fires fires) {
            return claim.fire() == 0
                    ? Optional.empty()
                    : Optional.of(new Fire(claim.keyword(), claim.fire(), data(fires.of(handle, claim))));
        }

        /**
         * A job that was stopped or changed right after the claim no longer holds its fire, and the number may be that
         * of another one by now: the claim has ended for the store.
         */
        private String data(String record) {
            String time = claim.due() + "|";
            return record.startsWith(time) ? record.substring(time.length()) : "";
        }
    }
}
