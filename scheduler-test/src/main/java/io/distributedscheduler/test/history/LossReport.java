package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a history shows that would be a violation, had the store not been allowed to forget what it answered.
 *
 * @param counts how much of it, by invariant
 * @param writes how many effects the store answered in the time that it was allowed to forget
 * @param excused what was found
 */
public record LossReport(Map<Invariant, Integer> counts, int writes, List<Violation> excused) {

    /** What follows from a write that is gone. A store that forgets may still not be early, nor stay out of order. */
    private static final Set<Invariant> BROKEN_BY_LOSS = EnumSet.complementOf(
            EnumSet.of(Invariant.NEVER_EARLY, Invariant.GROWING_TOKENS, Invariant.LIVENESS, Invariant.STRUCTURE));

    public LossReport {
        counts = Collections.unmodifiableMap(new EnumMap<>(counts));
        excused = List.copyOf(excused);
    }

    static Verdict verdict(List<Violation> found, Evidence evidence) {
        Set<String> written = new HashSet<>();
        int writes = 0;
        for (Step step : evidence.steps()) {
            if (step.certain() && step.op().isOfStore() && evidence.options().mayForget(step.micros())) {
                written.add(step.job());
                writes += step.op() == Op.BEAT ? 0 : 1;
            }
        }
        List<Violation> violations = new ArrayList<>();
        List<Violation> excused = new ArrayList<>();
        Map<Invariant, Integer> counts = new EnumMap<>(Invariant.class);
        for (Violation violation : found) {
            if (BROKEN_BY_LOSS.contains(violation.invariant()) && isExcused(violation, written, evidence)) {
                excused.add(violation);
                counts.merge(violation.invariant(), 1, Integer::sum);
            } else {
                violations.add(violation);
            }
        }
        return new Verdict(violations, new LossReport(counts, writes, excused));
    }

    /** Whether it may follow from something of its subject, or of all jobs, that the store answered and forgot. */
    private static boolean isExcused(Violation violation, Set<String> written, Evidence evidence) {
        if (written.contains(violation.subject())) {
            return true;
        }
        boolean showsWhatWasLost = violation.evidence().stream()
                .anyMatch(event -> event.op() != null && mayBeForgotten(event, evidence.options()));
        return showsWhatWasLost
                || switch (violation.invariant()) {
                    case KEYWORD_EXACTLY_ONCE -> wasForgotten(Op.FIRE, evidence);
                    case FENCED_COMPLETION, ONE_LIVE_CLAIM, LIMIT -> wasForgotten(Op.RECOVER, evidence);
                    default -> false;
                };
    }

    /** Some answers do not say when the store gave them: that was about when the call was issued. */
    private static boolean mayBeForgotten(HistoryEvent event, CheckOptions options) {
        String issued = event.fact(Fact.ISSUED);
        if (event.storeMicros() != 0 || issued == null) {
            return options.mayForget(event.storeMicros());
        }
        long about = Long.parseLong(issued);
        return options.mayForget(about - options.slackMicros(), about + options.slackMicros());
    }

    /** Whether an effect on several jobs may be one that was lost. */
    private static boolean wasForgotten(Op op, Evidence evidence) {
        return evidence.steps().stream()
                .anyMatch(step ->
                        step.certain() && step.op() == op && evidence.options().mayForget(step.micros()));
    }
}
