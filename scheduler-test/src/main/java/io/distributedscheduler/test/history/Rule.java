package io.distributedscheduler.test.history;

/** Holds a history against one invariant. */
@FunctionalInterface
interface Rule {

    /** Tells the findings what does not hold. */
    void check(Evidence evidence, Findings findings);
}
