package io.distributedscheduler.test.simulation;

import io.distributedscheduler.store.JobStore;
import java.util.List;

/** A short life of a cluster on one partition, and all that its store was asked. */
public final class LoggedLife {

    private final LifePlan plan;
    private final StoreLog log;
    private final int violations;

    /** Lives the life of the seed. */
    public LoggedLife(long seed) {
        this.plan = LifePlan.shortOne(seed).ofOnePartition();
        RandomLife life = new RandomLife(plan, Mutant.NONE, true);
        this.violations = life.live().size();
        this.log = life.logs().get(0);
    }

    /** What the store in memory was asked and answered, the first step first. */
    public List<StoreLog.Step> steps() {
        return log.steps();
    }

    /** The store in memory, after all of it. */
    public JobStore store() {
        return log.store();
    }

    /** How many guarantees it broke. */
    public int violations() {
        return violations;
    }

    @Override
    public String toString() {
        return plan.toString();
    }
}
