package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import java.util.List;

/**
 * Holds a history against the guarantees. It knows nothing of how the scheduler works: only what was asked of the store, what
 * that answered, when user code ran, and what the store holds in the end.
 */
public final class HistoryChecker {

    private static final List<Rule> RULES = List.of(
            new GrowingTokens(),
            new OneLiveClaim(),
            new FencedCompletion(),
            new SingleResult(),
            new NeverEarly(),
            new NoClaimAfterChange(),
            new Conservation(),
            new RunsAreCounted(),
            new NoLostOccurrence(),
            new KeywordExactlyOnce(),
            new RetryLaw(),
            new Misfires(),
            new Overlaps(),
            new StopAfterFailures(),
            new LimitsHold(),
            new Liveness(),
            new Structure());

    private HistoryChecker() {}

    /**
     * What does not hold; empty if all does.
     *
     * @param history events of all processes in the order of the store's steps, as they were recorded by one thread, or as
     *     {@link Histories#inOrder} has merged them
     * @param end what the store held after it
     */
    public static List<Violation> check(List<HistoryEvent> history, FinalState end, CheckOptions options) {
        return examine(history, end, options).violations();
    }

    /** What does not hold, and what was lost where that was permitted. */
    public static Verdict examine(List<HistoryEvent> history, FinalState end, CheckOptions options) {
        Findings findings = new Findings();
        IdempotentCalls.check(history, findings);
        Evidence evidence = new Evidence(history, end, options);
        RULES.forEach(rule -> rule.check(evidence, findings));
        return LossReport.verdict(findings.violations(), evidence);
    }
}
