package io.distributedscheduler.test.history;

import static io.distributedscheduler.test.history.Invariant.CONSERVATION;

import io.distributedscheduler.store.JobRecord;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link Invariant#CONSERVATION}. Follows each job from one planned instant to the next: what the store has counted must grow
 * by the ticks between them, as the oracle counts them.
 *
 * <p>Where it is not known whether a change took effect it concludes nothing, until the next claim tells which definition
 * holds.
 */
final class Conservation implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.jobs().forEach(job -> new Ledger(evidence, job, findings).check());
    }

    /** The account of one job. */
    private static final class Ledger {

        /** By how much a claim may be ahead of its instant, in milliseconds. */
        private static final long AHEAD = 20;

        private final Evidence evidence;
        private final JobStory job;
        private final Findings findings;
        /** Definitions that a revision may have. */
        private final Map<Long, Set<Definition>> candidates = new HashMap<>();
        /** Definitions of schedules that may take effect once there is no job. */
        private final Set<Definition> mayCome = new LinkedHashSet<>();

        /** What holds; null while that is not known, or there is no job. */
        private @Nullable Definition definition;

        private long revision;
        /** Planned instant of the occurrence that is not accounted for yet; 0 for none. */
        private long planned;
        /** Whether it counts as a run in any case, since it was claimed. */
        private boolean begun;
        /** Whether no occurrences arise: the job is STOPPED or FAILED. */
        private boolean held;
        /** Whether it is known how many occurrences there were before the planned one. */
        private boolean known;
        /** So many, at least and at most. */
        private long least;

        private long most;
        private @Nullable Step last;

        Ledger(Evidence evidence, JobStory job, Findings findings) {
            this.evidence = evidence;
            this.job = job;
            this.findings = findings;
        }

        void check() {
            for (Step step : job.steps()) {
                if (!step.certain()) {
                    doubt(step);
                } else {
                    follow(step);
                }
            }
            if (definition != null) {
                JobRecord record = evidence.end().jobs().get(job.id());
                if (record != null && record.job().revision() == revision) {
                    end(record);
                }
            }
        }

        private void follow(Step step) {
            switch (step.op()) {
                case SCHEDULE -> {
                    if (step.did(Op.SCHEDULE, "created")) {
                        scheduled(step);
                    }
                }
                case MODIFY -> {
                    if (step.did(Op.MODIFY, "modified")) {
                        modified(step);
                    }
                }
                case STOP -> {
                    if (step.did(Op.STOP, "done")) {
                        stopped(step);
                    }
                }
                case START -> {
                    if (step.did(Op.START, "started")) {
                        started(step);
                    }
                }
                case REMOVE -> {
                    if (step.did(Op.REMOVE, "done")) {
                        gone();
                    }
                }
                case CLAIM -> {
                    if (step.did(Op.CLAIM, "claimed") && !step.has(Fact.HANDLE)) {
                        claimed(step);
                    }
                }
                case BRANCH -> {
                    if (step.did(Op.BRANCH, "branched")) {
                        completed(step);
                    }
                }
                case COMPLETE -> {
                    if (step.did(Op.COMPLETE, "accepted") && step.has(Fact.LAST)) {
                        completed(step);
                    }
                }
                case RECOVER -> {
                    if (step.did(Op.RECOVER, "lost") && step.has(Fact.LAST) && isOfThis(step)) {
                        add(1, 1);
                        planned = 0;
                        held = true;
                    }
                }
                default -> {
                    // Accounts for nothing.
                }
            }
        }

        // ---- definitions

        private void scheduled(Step step) {
            define(step, 1);
            known = true;
            least = 0;
            most = 0;
            held = false;
            place(step, step.event().dueMs());
        }

        private void modified(Step step) {
            Definition old = definition;
            if (old == null) {
                candidates.put(step.event().revision(), Set.of(evidence.definition(step)));
                return;
            }
            Definition changed = define(step, step.event().revision());
            boolean goesOn = changed.trigger().equals(old.trigger())
                    && step.text(Fact.PLACE).equals("unchanged")
                    && !(held && step.has(Fact.REVIVE));
            if (goesOn) {
                return;
            }
            if (!held) {
                long since = changed.since().orElse(step.micros() / 1_000);
                close(old, since, since, step);
            }
            // Who has no ticks is accounted for by others: see RunsAreCounted and KeywordExactlyOnce.
            known &= old.ticks();
            if (!held || step.has(Fact.REVIVE)) {
                held = false;
                place(step, placed(step));
            }
        }

        /** Where a change puts the next occurrence: after the run that lasts, or else at once. */
        private static long placed(Step change) {
            String next = change.text(Fact.NEXT);
            if (next.startsWith("at ")) {
                return Long.parseLong(next.substring(3));
            }
            return next.isEmpty() || next.equals(change.text(Fact.PLACE))
                    ? change.event().dueMs()
                    : 0;
        }

        private void stopped(Step step) {
            if (definition != null && !held) {
                long now = step.micros() / 1_000;
                close(definition, now, now, step);
            }
            held = true;
            planned = 0;
            begun = false;
        }

        private void started(Step step) {
            held = false;
            place(step, step.event().dueMs());
        }

        /** No more ticks of a definition count than those up to some time between two instants. */
        private void close(Definition old, long from, long to, Step step) {
            if (planned == 0 || !old.ticks()) {
                return;
            }
            // Whoever counted may have known the time from before the clock stepped.
            known &= !evidence.options().storeClockSteps();
            long claimed = begun || job.closes(step) ? 1 : 0;
            boolean mayBeClaimed =
                    planned <= to + AHEAD + evidence.options().slack().toMillis() && job.hasUnseenClaims();
            add(
                    Math.max(claimed, old.occurrences(planned, from + 1)),
                    Math.max(mayBeClaimed ? 1 : claimed, old.occurrences(planned, to + 1)));
        }

        /** A job stands where its next occurrence is; no tick between now and then may be passed over. */
        private void place(Step step, long due) {
            begun = false;
            planned = due;
            last = step;
            Definition placed = definition;
            if (placed == null || due == 0 || !placed.ticks()) {
                return;
            }
            // What is started may run at once, whatever its trigger says.
            if (step.op() != Op.START && !placed.oracle().isTick(due)) {
                violation(step, due + " is no tick of its trigger");
            }
            long passedOver = placed.oracle().count(step.micros() / 1_000 + 1, due);
            if (passedOver > 0 && !evidence.options().storeClockSteps()) {
                violation(step, "passes over " + passedOver + " ticks, up to " + due);
            }
        }

        private Definition define(Step step, long number) {
            Definition defined = evidence.definition(step);
            candidates.put(number, Set.of(defined));
            definition = defined;
            revision = number;
            return defined;
        }

        private void gone() {
            definition = null;
            candidates.clear();
            candidates.put(1L, Set.copyOf(mayCome));
        }

        // ---- runs

        private void claimed(Step step) {
            Definition now = definition;
            if (now == null || step.event().revision() != revision || held) {
                resume(step);
                return;
            }
            long due = step.event().dueMs();
            if (now.ticks() && planned != 0) {
                if (due < planned) {
                    violation(step, "the occurrence of " + due + " comes after that of " + planned);
                } else {
                    long passed = now.occurrences(planned, due);
                    add(passed, passed);
                    mustBe(step, step.total());
                    if (due != planned && !now.oracle().isTick(due)) {
                        violation(step, due + " is no tick of its trigger");
                    }
                }
            }
            settle(step, due, step.total());
        }

        /** After a time in which it was not known what holds, a claim tells. */
        private void resume(Step step) {
            Set<Definition> possible = candidates.getOrDefault(step.event().revision(), Set.of());
            definition = possible.size() == 1 ? possible.iterator().next() : null;
            revision = step.event().revision();
            held = false;
            settle(step, step.event().dueMs(), step.total());
        }

        private void settle(Step step, long due, long counted) {
            planned = due;
            begun = true;
            known = true;
            least = counted;
            most = counted;
            last = step;
        }

        private void completed(Step step) {
            Definition now = definition;
            if (now == null || held || !isOfThis(step) || !now.ticks() || planned == 0) {
                return;
            }
            String after = step.text(Fact.AFTER);
            if (after.startsWith("next at ") || after.startsWith("queued ")) {
                long due = Long.parseLong(after.substring(after.lastIndexOf(' ') + 1));
                long ticks = now.occurrences(planned, due);
                if (ticks != step.total()) {
                    violation(
                            step,
                            "it counts " + step.total() + " occurrences from " + planned + " to " + due + ", which has "
                                    + ticks);
                }
                add(step.total(), step.total());
                place(step, due);
            } else if (after.equals("finished")) {
                finished(step, now);
            } else {
                held = true;
                add(step.total(), step.total());
                planned = 0;
            }
        }

        private void finished(Step step, Definition now) {
            Step given = job.claim(step).given();
            long runs = given == null ? 0 : given.runs() + 1 - now.before();
            if (runs < now.maxRuns()
                    && !evidence.options().storeClockSteps()
                    && now.oracle().hasTickFrom(step.micros() / 1_000 + 1)) {
                violation(step, "it has finished although its trigger has ticks left");
            }
            gone();
        }

        /** Whether the step ends a claim of the definition that holds. */
        private boolean isOfThis(Step step) {
            Step given = job.claim(step).given();
            return given != null
                    && (step.op() == Op.BRANCH
                            || !given.has(Fact.HANDLE) && !job.claim(step).wasBranched(step))
                    && given.event().revision() == revision
                    && given.event().dueMs() == planned
                    && !held;
        }

        // ---- doubt

        private void doubt(Step step) {
            switch (step.op()) {
                case SCHEDULE -> {
                    mayCome.add(evidence.definition(step));
                    if (definition == null) {
                        mayBe(1, step);
                    }
                }
                case MODIFY -> {
                    mayBe(step.event().revision(), step);
                    if (step.event().revision() == revision + 1) {
                        definition = null;
                    }
                }
                case STOP, START -> definition = null;
                case REMOVE -> {
                    definition = null;
                    mayCome.forEach(possible -> mayBe(1, possible));
                }
                default -> {
                    // The next claim tells what became of it.
                }
            }
        }

        private void mayBe(long number, Step step) {
            mayBe(number, evidence.definition(step));
        }

        private void mayBe(long number, Definition possible) {
            Set<Definition> all = new LinkedHashSet<>(candidates.getOrDefault(number, Set.of()));
            all.add(possible);
            candidates.put(number, all);
        }

        // ---- the end

        private void end(JobRecord record) {
            Definition now = definition;
            if (now == null || !now.ticks()) {
                return;
            }
            long counted = record.counts().total();
            long due = record.due().map(instant -> instant.toEpochMilli()).orElse(0L);
            boolean pending = record.running().isEmpty() && record.notBefore().isPresent();
            if (pending && record.attempt() <= 1 && planned != 0 && !held) {
                if (due < planned) {
                    violation(last, "it stands at " + due + " in the end, after " + planned);
                    return;
                }
                long passed = now.occurrences(planned, due);
                add(passed, passed);
                mustBe(last, counted);
                long passedOver = now.oracle().count(evidence.end().micros() / 1_000 + 1, due);
                if (passedOver > 0 && !evidence.options().storeClockSteps()) {
                    violation(last, "it stands at " + due + " in the end, past " + passedOver + " ticks");
                }
            } else if (held && record.running().isEmpty()) {
                mustBe(last, counted);
            }
        }

        // ---- accounts

        private void add(long atLeast, long atMost) {
            least += atLeast;
            most += atMost;
        }

        private void mustBe(@Nullable Step step, long counted) {
            if (known && (counted < least || counted > most)) {
                violation(
                        step,
                        counted + " occurrences are counted, and its trigger had "
                                + (least == most ? String.valueOf(least) : least + " to " + most));
            }
        }

        private void violation(@Nullable Step step, String message) {
            findings.violation(CONSERVATION, job.id(), message, last == step ? null : last, step);
        }
    }
}
