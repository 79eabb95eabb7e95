package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.store.JobStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A history made ready for the rules: each effect once, in the order of effects, certain or not.
 *
 * <p>A call of which no answer is known may have had its effect, at any time since it was sent; so may one whose process
 * was killed before it could write the answer down. An answer to a repetition tells of the first arrival, and takes its
 * place.
 */
final class Evidence {

    private final List<Step> steps = new ArrayList<>();
    private final Map<String, JobStory> jobs = new LinkedHashMap<>();
    private final Map<String, List<Step>> beats = new HashMap<>();
    private final Map<String, List<Step>> recoveries = new HashMap<>();
    private final Map<String, Definition> definitions = new HashMap<>();
    private final FinalState end;
    private final CheckOptions options;

    Evidence(List<HistoryEvent> history, FinalState end, CheckOptions options) {
        this.end = end;
        this.options = options;
        for (Effect effect : new Effects(history, options).inOrder()) {
            add(effect);
        }
    }

    private void add(Effect effect) {
        Step step = new Step(steps.size(), effect.op, effect.certain, effect.event);
        steps.add(step);
        if (step.event().job() != null) {
            jobs.computeIfAbsent(step.job(), JobStory::new).add(step);
        }
        if (step.did(Op.BEAT, "renewed")) {
            beats.computeIfAbsent(step.member(), any -> new ArrayList<>()).add(step);
        }
        if (step.op() == Op.RECOVER) {
            recoveries
                    .computeIfAbsent(step.text(Fact.DEAD), any -> new ArrayList<>())
                    .add(step);
        }
    }

    List<Step> steps() {
        return steps;
    }

    Iterable<JobStory> jobs() {
        return jobs.values();
    }

    @Nullable
    JobStory job(String id) {
        return jobs.get(id);
    }

    /** The definition that a schedule or modify is about. */
    Definition definition(Step step) {
        return definitions.computeIfAbsent(
                step.job() + "\n" + step.text(Fact.DEFINITION),
                key -> Definition.read(step.job(), step.text(Fact.DEFINITION)));
    }

    /** What came last; only of a history that is not empty. */
    Step lastStep() {
        return steps.get(steps.size() - 1);
    }

    /** The recoveries of a node, certain or not, in order. */
    List<Step> recoveriesOf(String member) {
        return recoveries.getOrDefault(member, List.of());
    }

    /** Whether the node was, or may have been, declared dead before the step. */
    boolean mayBeDead(String member, Step before) {
        for (Step recovery : recoveriesOf(member)) {
            if (recovery.isBefore(before) && !recovery.did(Op.RECOVER, "alive")) {
                return true;
            }
        }
        return false;
    }

    /** Whether a recovery of which no answer is known may have ended claims between two steps, nobody knows whose. */
    boolean mayHaveRecovered(Step from, Step to) {
        return recoveries.values().stream().anyMatch(ofNode -> {
            boolean may = false;
            for (Step recovery : ofNode) {
                if (recovery.isBefore(to) && !recovery.certain()) {
                    may = true;
                } else if (recovery.isBefore(from) && recovery.did(Op.RECOVER, "dead") && !recovery.has(Fact.MORE)) {
                    may = false; // Nothing is left that it could end.
                }
            }
            return may;
        });
    }

    /** Whether the claim had ended before the step, or may have. */
    boolean mayHaveEnded(ClaimStory claim, Step before) {
        return claim.hasEnded(before) || claim.mayHaveEnded(before) || mayBeDead(claim.member(), before);
    }

    /** A beat of the node that was sent after one step and answered well before another; null if there is none. */
    @Nullable
    Step beatBetween(String member, Step from, Step to) {
        for (Step beat : beats.getOrDefault(member, List.of())) {
            if (from.isBefore(beat)
                    && beat.event().node().equals(to.event().node())
                    && beat.event().monoNs() + options.slack().toNanos()
                            < to.event().monoNs()) {
                return beat;
            }
        }
        return null;
    }

    FinalState end() {
        return end;
    }

    CheckOptions options() {
        return options;
    }

    /** An effect on its way to its place. */
    record Effect(int at, int then, Op op, boolean certain, HistoryEvent event) {}

    /** Finds the effects in events, and their order. */
    private static final class Effects {

        private static final long MEMORY_MICROS = JobStore.CALL_MEMORY.toNanos() / 1_000;
        private static final Comparator<Effect> ORDER =
                Comparator.comparingInt(Effect::at).thenComparingInt(Effect::then);

        private final List<HistoryEvent> history;
        private final CheckOptions options;
        /** What names the arrival of each event's call; empty for those that are none of the store. */
        private final String[] arrivals;

        private final Map<String, Integer> sentAt = new HashMap<>();
        private final Map<String, Integer> firstSent = new HashMap<>();
        private final Set<String> answered = new HashSet<>();
        private final Set<String> known = new HashSet<>();
        /** The latest store time that any answer up to each event had. */
        private final long[] latest;

        private final List<Effect> effects = new ArrayList<>();

        Effects(List<HistoryEvent> history, CheckOptions options) {
            this.history = history;
            this.options = options;
            this.arrivals = new String[history.size()];
            this.latest = new long[history.size()];
        }

        List<Effect> inOrder() {
            for (int i = 0; i < history.size(); i++) {
                look(i, history.get(i));
                latest[i] = Math.max(i == 0 ? 0 : latest[i - 1], answeredAt(history.get(i)));
            }
            for (int i = 0; i < history.size(); i++) {
                take(i, history.get(i));
            }
            effects.sort(ORDER);
            return effects;
        }

        /** When each call was sent, and whether its outcome is known. */
        private void look(int i, HistoryEvent event) {
            Op op = Op.of(event);
            arrivals[i] = "";
            if (op == null || !op.isOfStore()) {
                return;
            }
            arrivals[i] = arrival(event);
            if (event.type().equals("invoke")) {
                sentAt.putIfAbsent(arrivals[i], i);
            } else if (sentAt.containsKey(arrivals[i])) {
                answered.add(arrivals[i]);
            }
            String name = name(event);
            if (!name.isEmpty()) {
                firstSent.putIfAbsent(name, i);
                if (event.type().equals("ok") && isRemembered(event) || "late".equals(event.fact(Fact.ANSWER))) {
                    known.add(name);
                }
            }
        }

        private void take(int i, HistoryEvent event) {
            Op op = Op.of(event);
            if (op == null) {
                return;
            }
            if (!op.isOfStore()) {
                effects.add(new Effect(i, i, op, true, event));
                return;
            }
            switch (event.type()) {
                case "ok" -> answer(i, op, event);
                case "info" -> maybe(sentAt.getOrDefault(arrivals[i], i), op, event);
                case "invoke" -> {
                    if (!answered.contains(arrivals[i])) {
                        maybe(i, op, event);
                    }
                }
                default -> {
                    // Nothing was changed.
                }
            }
        }

        private void maybe(int at, Op op, HistoryEvent event) {
            if (!known.contains(name(event))) {
                effects.add(new Effect(at, at, op, false, event));
            }
        }

        private void answer(int i, Op op, HistoryEvent event) {
            String name = name(event);
            boolean partly = op == Op.RELEASE && "some".equals(event.fact(Fact.ANSWER));
            if (name.isEmpty() || partly) {
                effects.add(new Effect(i, i, op, !partly, event));
                return;
            }
            Integer first = firstSent.get(name);
            if (first == null) {
                return; // Told before.
            }
            firstSent.remove(name);
            int at = first < i ? place(first, i, event) : i;
            // What belongs before another event comes before it, in the order of the answers.
            effects.add(new Effect(at, at < i ? i - history.size() : i, op, true, event));
        }

        /** Whether an answer tells of the first arrival of its call, however many there were. */
        private static boolean isRemembered(HistoryEvent event) {
            String issued = event.fact(Fact.ISSUED);
            return issued == null || event.storeMicros() - Long.parseLong(issued) <= MEMORY_MICROS;
        }

        /** Where between its first arrival and its answer the effect belongs: before the first step that was later. */
        private int place(int from, int to, HistoryEvent event) {
            if (event.storeMicros() == 0 || options.storeClockSteps()) {
                return to;
            }
            int at = from;
            while (at < to && latest[at] <= event.storeMicros()) {
                at++;
            }
            return at;
        }

        private static long answeredAt(HistoryEvent event) {
            return event.type().equals("ok") && event.op() != null ? event.storeMicros() : 0;
        }

        /** What one arrival of a call has in common with its answer. */
        private static String arrival(HistoryEvent event) {
            return event.node()
                    + ' '
                    + event.op()
                    + ' '
                    + event.fact(Fact.SENT)
                    + ' '
                    + event.call()
                    + ' '
                    + event.fact(Fact.NUMBER);
        }

        /** What all arrivals of a call have in common, of the part that is about one job; empty if it may have many effects. */
        private static String name(HistoryEvent event) {
            if (event.call() != null) {
                return event.call() + ' ' + event.job() + ' ' + event.token();
            }
            return event.token() > 0 && event.op() != null && event.op().equals(Op.CLAIM.text())
                    ? event.fact(Fact.MEMBER) + ' ' + event.fact(Fact.NUMBER) + ' ' + event.job() + ' ' + event.token()
                    : "";
        }
    }
}
