package io.distributedscheduler.test.simulation;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * What kind of life a seed stands for.
 *
 * @param seed decides all, also what happens in it
 * @param processes that are there at a time
 * @param partitions of the store
 * @param lease of the nodes
 * @param faults that may happen
 * @param disturbances how many there are
 * @param pause the longest time between two of them
 */
record LifePlan(
        long seed, int processes, int partitions, Duration lease, Set<Fault> faults, int disturbances, Duration pause) {

    /** What may happen to a cluster. */
    enum Fault {
        /** A process is no more, at any moment or in the middle of a call. */
        KILL,
        /** A process does nothing for longer than its lease, and then goes on as if nothing had been. */
        FREEZE,
        /** The same, and its monotonic clock stands still meanwhile. */
        SUSPEND,
        /** A node leaves in order, and comes back. */
        LEAVE,
        /** The store is away: for one process, for all, or one partition of it. */
        CUT,
        /** Calls get lost on their way there or back, come twice or late. */
        TROUBLE,
        /** Signals get lost, come twice or late. */
        SILENCE,
        /** The wall clock of a process steps. */
        WALL_CLOCK,
        /** The store's clock steps, forward or back. */
        STORE_CLOCK,
        /** The store loses its last steps. */
        FAILOVER,
        /** Answers to claims take their time, so that beats overtake them. */
        LINGER
    }

    /** A short life, full of trouble. */
    static LifePlan shortOne(long seed) {
        Random random = new Random(seed);
        return of(seed, random, 10 + random.nextInt(20), Duration.ofMillis(2_500));
    }

    /** Hours in which now and then something happens. */
    static LifePlan longOne(long seed) {
        Random random = new Random(seed);
        return of(seed, random, 60, Duration.ofMinutes(20));
    }

    private static LifePlan of(long seed, Random random, int disturbances, Duration pause) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (Fault fault : Fault.values()) {
            if (random.nextInt(3) > 0) {
                faults.add(fault);
            }
        }
        if (random.nextInt(4) > 0) {
            // Threads that take turns are slow.
            faults.remove(Fault.LINGER);
        }
        if (faults.contains(Fault.FAILOVER)) {
            // Of a clock that steps back while writes are lost nothing could be said.
            faults.remove(Fault.STORE_CLOCK);
        }
        return new LifePlan(
                seed,
                2 + random.nextInt(3),
                random.nextInt(3) > 0 ? 1 : 1 + random.nextInt(3),
                Duration.ofMillis(3_000 + random.nextInt(4) * 2_500L),
                faults,
                disturbances,
                pause);
    }

    /** The same on a store of one partition. */
    LifePlan ofOnePartition() {
        return new LifePlan(seed, processes, 1, lease, faults, disturbances, pause);
    }

    /** How many times slower than in a short life jobs come. */
    long pace() {
        return Math.max(1, pause.toSeconds() / 10);
    }

    /** Longer than a takeover and than any run lasts. */
    Duration settle() {
        return lease.multipliedBy(6).plusSeconds(20);
    }
}
