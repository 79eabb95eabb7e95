package io.distributedscheduler.test.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.Audit;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.Claims;
import io.distributedscheduler.store.LateCallException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the same random calls to two stores. Every answer must be the same, and now and then everything they hold; and
 * what both say must keep the invariants that no store may break.
 */
public final class StoreComparison {

    private static final int TOLD = 40;

    private final long seed;
    private final StoreFixture one;
    private final StoreFixture other;
    private final RandomCalls calls;
    private final Deque<String> told = new ArrayDeque<>();
    private final Invariants invariants = new Invariants();
    private int step;

    private StoreComparison(long seed, StoreFixture one, StoreFixture other) {
        this.seed = seed;
        this.one = one;
        this.other = other;
        this.calls = new RandomCalls(seed, one);
    }

    /**
     * Makes {@code steps} calls and compares everything after each {@code every} of them; closes both.
     *
     * @throws AssertionError with the seed and the last calls, when the stores differ or break a rule
     */
    public static void compare(long seed, int steps, int every, StoreFixture one, StoreFixture other) {
        try (one;
                other) {
            new StoreComparison(seed, one, other).run(steps, every);
        }
    }

    private void run(int steps, int every) {
        try {
            for (step = 1; step <= steps; step++) {
                takeStep();
                if (step % every == 0 || step == steps) {
                    compareAll();
                }
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "Seed " + seed + ", step " + step + ": " + e.getMessage() + "\nThe last calls:\n"
                            + String.join("\n", told),
                    e);
        }
    }

    private void takeStep() {
        Duration pause = calls.pause();
        one.advance(pause);
        other.advance(pause);
        RandomCalls.Step next = calls.next();
        next.fires().ifPresent(keyword -> invariants.beforeFire(keyword, facts()));
        Object answer = answer(next, one);
        tell(next.text() + "\n    -> " + answer);
        assertThat(answer(next, other)).as("other store's answer").isEqualTo(answer);
        if (!(answer instanceof Refused)) {
            next.learn().accept(answer);
        }
        if (answer instanceof Claims claims) {
            invariants.afterClaim(claims);
        }
        next.fires().ifPresent(keyword -> invariants.afterFire(keyword, facts()));
        RandomCalls.FIRED_ONLY.stream()
                .filter(job -> one.store().find(new JobId(job)).isEmpty())
                .forEach(invariants::afterEndOf);
    }

    private Map<String, String> facts() {
        return one.store().audit(0).state();
    }

    private static Object answer(RandomCalls.Step step, StoreFixture fixture) {
        try {
            return step.call().apply(fixture.store());
        } catch (LateCallException late) {
            return new Refused(late.storeTime());
        }
    }

    private void tell(String line) {
        told.addLast(step + " at " + one.now() + " " + line);
        if (told.size() > TOLD) {
            told.removeFirst();
        }
    }

    private void compareAll() {
        Audit audit = one.store().audit(0);
        Audit otherAudit = other.store().audit(0);
        assertThat(otherAudit.state()).as("other store's state").isEqualTo(audit.state());
        assertThat(audit.problems()).as("problems").isEmpty();
        assertThat(otherAudit.problems()).as("other store's problems").isEmpty();
        assertThat(audit.repaired()).as("repaired").isEmpty();
        assertThat(otherAudit.repaired()).as("other store's repaired").isEmpty();
        invariants.check(audit.state());
    }

    private record Refused(Instant storeTime) {}

    /** What must hold of any store's answers, whatever the calls. */
    private static final class Invariants {

        private final Set<Long> tokens = new HashSet<>();
        private final Map<String, Long> reached = new HashMap<>();
        private long lastToken;
        private long lastFire;
        private List<String> reachable = List.of();

        void afterClaim(Claims claims) {
            for (Claim claim : claims.claims()) {
                if (tokens.add(claim.token())) {
                    assertThat(claim.token()).as("a new token").isGreaterThan(lastToken);
                    lastToken = claim.token();
                }
            }
        }

        void beforeFire(String keyword, Map<String, String> facts) {
            lastFire = number(facts, "fires/" + keyword);
            reachable = RandomCalls.FIRED_ONLY.stream()
                    .filter(job -> facts.containsKey("keyword/" + keyword + "/" + job))
                    .toList();
        }

        void afterFire(String keyword, Map<String, String> facts) {
            if (number(facts, "fires/" + keyword) > lastFire) {
                reachable.forEach(job -> reached.merge(job, 1L, Long::sum));
            }
        }

        void afterEndOf(String job) {
            reached.remove(job);
        }

        void check(Map<String, String> facts) {
            assertThat(facts.keySet().stream()
                            .filter(fact -> fact.startsWith("running/"))
                            .map(fact -> fact.substring(fact.indexOf('/', "running/".length()))))
                    .as("a job has one claim")
                    .doesNotHaveDuplicates();
            for (String job : RandomCalls.FIRED_ONLY) {
                assertThat(counted(facts, job) + queued(facts, job) + open(facts, job))
                        .as("fires that %s has run, skipped, missed or before it, of those that reached it", job)
                        .isEqualTo(reached.getOrDefault(job, 0L));
            }
        }

        private static long counted(Map<String, String> facts, String job) {
            return Stream.of(facts.getOrDefault("counts/" + job, "0").split("\\|"))
                    .limit(4) // The failures after these are runs, too.
                    .mapToLong(Long::parseLong)
                    .sum();
        }

        private static long queued(Map<String, String> facts, String job) {
            return RandomCalls.KEYWORDS.stream()
                    .filter(keyword -> facts.containsKey("keyword/" + keyword + "/" + job))
                    .mapToLong(keyword ->
                            number(facts, "fires/" + keyword) - number(facts, "keyword/" + keyword + "/" + job))
                    .sum();
        }

        /** 1 while the job exists and has an occurrence that a fire caused. */
        private static long open(Map<String, String> facts, String job) {
            return facts.entrySet().stream()
                    .filter(fact -> facts.containsKey("job/" + job))
                    .filter(fact -> fact.getKey().equals("open/" + job) && part(fact.getValue(), 5) > 0
                            || fact.getKey().startsWith("running/")
                                    && fact.getKey().endsWith("/" + job)
                                    && part(fact.getValue(), 11) > 0)
                    .count();
        }

        private static long number(Map<String, String> facts, String fact) {
            return Long.parseLong(facts.getOrDefault(fact, "0"));
        }

        private static long part(String line, int index) {
            return Long.parseLong(line.split("\\|", -1)[index]);
        }
    }
}
