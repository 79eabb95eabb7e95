package io.distributedscheduler.test.history;

import io.distributedscheduler.retry.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the checker is told of how a history came about: the settings of the nodes, and which faults there were. An immutable value: each
 * method gives a changed copy.
 */
public final class CheckOptions {

    /** Some time of the store, both ends included. */
    record Window(long from, long to) {

        boolean has(long micros) {
            return micros >= from && micros <= to;
        }
    }

    /** When the faults were over, and who must be heard of again how soon. */
    record Resumption(Instant from, Duration within, Set<String> nodes, boolean everyoneWorks) {}

    private final Duration lease;
    private Duration settle;
    private Duration slack = Duration.ofMillis(100);
    private RetryPolicy retry = RetryPolicy.DEFAULT;
    private List<Window> losses = List.of();
    private boolean storeClockSteps;
    private Optional<Resumption> resumption = Optional.empty();
    private Optional<Duration> takeover = Optional.empty();
    private Set<String> unserved = Set.of();
    private Map<String, Duration> standstills = Map.of();

    private CheckOptions(Duration lease) {
        this.lease = lease;
        this.settle = lease.multipliedBy(6);
    }

    private CheckOptions(CheckOptions other) {
        this.lease = other.lease;
        this.settle = other.settle;
        this.slack = other.slack;
        this.retry = other.retry;
        this.losses = other.losses;
        this.storeClockSteps = other.storeClockSteps;
        this.resumption = other.resumption;
        this.takeover = other.takeover;
        this.unserved = other.unserved;
        this.standstills = other.standstills;
    }

    /** For nodes of that lease, and faults that permit no loss. */
    public static CheckOptions ofLease(Duration lease) {
        return new CheckOptions(lease);
    }

    /**
     * How long before the final state something must have been due to be held against it; longer than a takeover and
     * than any run lasts. Six leases unless set.
     */
    public CheckOptions settle(Duration time) {
        CheckOptions changed = new CheckOptions(this);
        changed.settle = time;
        return changed;
    }

    /** By how much the times of one machine may be off because threads wait for a processor; 100 ms unless set. */
    public CheckOptions slack(Duration time) {
        CheckOptions changed = new CheckOptions(this);
        changed.slack = time;
        return changed;
    }

    /** The policy of jobs that have none; the default of the nodes unless set. */
    public CheckOptions retry(RetryPolicy policy) {
        CheckOptions changed = new CheckOptions(this);
        changed.retry = policy;
        return changed;
    }

    /** In that time the store was allowed to forget what it had answered: what follows from it is counted, and no violation. */
    public CheckOptions mayLose(Instant from, Instant to) {
        CheckOptions changed = new CheckOptions(this);
        changed.losses = new ArrayList<>(losses);
        changed.losses.add(new Window(Line.micros(from), Line.micros(to)));
        return changed;
    }

    /** The store's clock did not always go forward: nothing is concluded from comparing the times of two steps. */
    public CheckOptions storeClockStepped() {
        CheckOptions changed = new CheckOptions(this);
        changed.storeClockSteps = true;
        return changed;
    }

    /**
     * From then on nothing was disturbed, and each of these processes, by the name of its recorder, must be heard of again
     * so soon.
     */
    public CheckOptions faultsEnded(Instant at, Duration within, Set<String> nodes) {
        CheckOptions changed = new CheckOptions(this);
        changed.resumption = Optional.of(new Resumption(at, within, Set.copyOf(nodes), false));
        return changed;
    }

    /** As {@link #faultsEnded}; and there is work enough for each of them to be given some in that time. */
    public CheckOptions faultsEndedAndWorkIsPlenty(Instant at, Duration within, Set<String> nodes) {
        CheckOptions changed = new CheckOptions(this);
        changed.resumption = Optional.of(new Resumption(at, within, Set.copyOf(nodes), true));
        return changed;
    }

    /** Nodes died while nothing else was disturbed: what they held is claimed again so soon after their last renewal. */
    public CheckOptions takeover(Duration limit) {
        CheckOptions changed = new CheckOptions(this);
        changed.takeover = Optional.of(limit);
        return changed;
    }

    /** Queues that no node can run: what stands in them stays there. */
    public CheckOptions unserved(Set<String> queues) {
        CheckOptions changed = new CheckOptions(this);
        changed.unserved = Set.copyOf(queues);
        return changed;
    }

    /**
     * A process, by the name of its recorder, stood still for so long, anywhere in its code: also between its last look at
     * its lease and the first line of user code, which it then enters so much later.
     */
    public CheckOptions stoodStill(String process, Duration time) {
        CheckOptions changed = new CheckOptions(this);
        changed.standstills = new HashMap<>(standstills);
        changed.standstills.merge(process, time, Duration::plus);
        return changed;
    }

    /** For how long the process stood still. */
    Duration standstillOf(String process) {
        return standstills.getOrDefault(process, Duration.ZERO);
    }

    Duration lease() {
        return lease;
    }

    Duration settle() {
        return settle;
    }

    Duration slack() {
        return slack;
    }

    long slackMicros() {
        return slack.toNanos() / 1_000;
    }

    RetryPolicy retry() {
        return retry;
    }

    boolean mayForget(long micros) {
        for (Window window : losses) {
            if (window.has(micros)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the store may have forgotten something from between two instants. */
    boolean mayForget(long from, long to) {
        return losses.stream().anyMatch(window -> window.from <= to && from <= window.to);
    }

    boolean storeClockSteps() {
        return storeClockSteps;
    }

    Optional<Resumption> resumption() {
        return resumption;
    }

    Optional<Duration> takeover() {
        return takeover;
    }

    Set<String> unserved() {
        return unserved;
    }
}
