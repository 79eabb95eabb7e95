package io.distributedscheduler.test.simulation;

import io.distributedscheduler.signal.Signals;
import io.distributedscheduler.store.JobStore;

/** A fault in the scheduler itself: a store, or a node, that is not what it should be. */
interface Mutant {

    /** No fault. */
    Mutant NONE = new Mutant() {};

    /** The store with the fault, where what it did has been written down. */
    default JobStore store(JobStore sound) {
        return sound;
    }

    /** What a node with the fault does with the store. */
    default JobStore client(JobStore sound) {
        return sound;
    }

    /** What a node with the fault hears. */
    default Signals signals(Signals sound) {
        return sound;
    }
}
