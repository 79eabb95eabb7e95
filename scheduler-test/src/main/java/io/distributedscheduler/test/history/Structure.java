package io.distributedscheduler.test.history;

/** {@link Invariant#STRUCTURE}: what the store's own audit says. */
final class Structure implements Rule {

    @Override
    public void check(Evidence evidence, Findings findings) {
        evidence.end().problems().forEach(problem -> findings.violation(Invariant.STRUCTURE, "the store", problem));
    }
}
