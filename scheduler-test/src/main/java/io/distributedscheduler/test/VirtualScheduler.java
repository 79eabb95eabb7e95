package io.distributedscheduler.test;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.engine.DeclaredJob;
import io.distributedscheduler.engine.ExecutorDefinition;
import io.distributedscheduler.engine.SchedulerBuilder;
import io.distributedscheduler.engine.SchedulerSettings;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.job.JobRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The whole scheduler, one node on the store in memory, in {@link VirtualTime}. For tests without Spring; with it, see
 * {@link io.distributedscheduler.test.boot.SchedulerTest}.
 *
 * <pre>{@code
 * try (VirtualScheduler virtual = VirtualScheduler.builder()
 *         .executor("remind", String.class, context -> "reminded of " + context.payload())
 *         .start()) {
 *     JobId id = virtual.scheduler().schedule(Job.of("remind").payload("tea").in(Duration.ofHours(1)));
 *
 *     virtual.advance(Duration.ofHours(1));
 *
 *     assertThat(virtual.scheduler()).lastRunOf(id).succeeded().hasResult("reminded of tea");
 * }
 * }</pre>
 */
public final class VirtualScheduler implements AutoCloseable {

    /** One that lives as long as a test: beats would only cost time. */
    private static final Duration LEASE = Duration.ofHours(1);

    private final VirtualTime time;
    private final DistributedScheduler scheduler;
    private final List<SchedulerEvent> events;

    private VirtualScheduler(VirtualTime time, DistributedScheduler scheduler, List<SchedulerEvent> events) {
        this.time = time;
        this.scheduler = scheduler;
        this.events = events;
    }

    /** Begins to describe one. */
    public static Builder builder() {
        return new Builder();
    }

    /** What the code under test is given. */
    public DistributedScheduler scheduler() {
        return scheduler;
    }

    /** The time it runs in. */
    public VirtualTime time() {
        return time;
    }

    /** The instant at which time stands. */
    public Instant now() {
        return time.now();
    }

    /** Lets so much time pass, and all happen that becomes due meanwhile. */
    public void advance(Duration passing) {
        time.advance(passing);
    }

    /** Lets time pass until then. */
    public void advanceTo(Instant instant) {
        time.advanceTo(instant);
    }

    /** Lets all happen that is due now, and no time pass. */
    public void runDue() {
        time.runDue();
    }

    /** Lets time pass until a future is done, and answers its value; see {@link VirtualTime#await}. */
    public <T> T await(CompletableFuture<T> future, Duration atMost) {
        return time.await(future, atMost);
    }

    /** What listeners were told so far. */
    public List<SchedulerEvent> events() {
        return List.copyOf(events);
    }

    /** Stops the scheduler in order. */
    @Override
    public void close() {
        scheduler.stop();
    }

    /** What a virtual scheduler has. */
    public static final class Builder {

        private final List<ExecutorDefinition> executors = new ArrayList<>();
        private final List<DeclaredJob> declared = new ArrayList<>();
        private final List<Consumer<SchedulerBuilder>> customizers = new ArrayList<>();
        private VirtualTime time = new VirtualTime();

        private Builder() {}

        /** The instant at which time begins; {@link VirtualTime#START} unless set. */
        public Builder startingAt(Instant start) {
            this.time = new VirtualTime(start);
            return this;
        }

        /** Adds user code that takes no payload. */
        public Builder executor(String eid, JobRunner<?, ?> runner) {
            executors.add(new ExecutorDefinition(eid, Void.class, runner));
            return this;
        }

        /** Adds user code, and what its payloads are read as. */
        public <P> Builder executor(String eid, Class<P> payload, JobRunner<P, ?> runner) {
            executors.add(new ExecutorDefinition(eid, payload, runner));
            return this;
        }

        /** Adds a job that the application declares. */
        public Builder declared(DeclaredJob job) {
            declared.add(job);
            return this;
        }

        /** Changes how the scheduler is built, after all else. */
        public Builder customize(Consumer<SchedulerBuilder> customizer) {
            customizers.add(customizer);
            return this;
        }

        /** Starts it; declared jobs are there when this returns. */
        public VirtualScheduler start() {
            List<SchedulerEvent> events = new ArrayList<>();
            SchedulerBuilder builder = new SchedulerBuilder(time.store(), time.signals())
                    .settings(SchedulerSettings.of("virtual").lease(LEASE))
                    .runtime(time.runtime())
                    .listener(events::add);
            executors.forEach(builder::executor);
            declared.forEach(builder::declared);
            customizers.forEach(customizer -> customizer.accept(builder));
            DistributedScheduler scheduler = builder.build();
            scheduler.start();
            time.runDue();
            return new VirtualScheduler(time, scheduler, events);
        }
    }
}
