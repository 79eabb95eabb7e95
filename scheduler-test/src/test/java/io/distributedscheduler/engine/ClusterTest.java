package io.distributedscheduler.engine;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.JobSnapshot;
import io.distributedscheduler.event.HistoryEvent;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.store.Audit;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.TrimLimits;
import io.distributedscheduler.test.simulation.SimulatedCluster;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import io.distributedscheduler.test.simulation.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;

/** What tests of simulated clusters have in common. */
abstract class ClusterTest {

    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration BEAT = Duration.ofSeconds(1);
    static final Duration SOON = Duration.ofMillis(50);

    /** Entries into user code. */
    record Entry(String node, JobId job, Instant at, Instant due, int attempt, long token, long run) {}

    final SimulatedCluster cluster;
    final Simulation simulation;
    final List<Entry> entries = new ArrayList<>();
    final List<SchedulerEvent> events = new ArrayList<>();
    final List<Member> members = new ArrayList<>();

    ClusterTest() {
        this(1);
    }

    ClusterTest(int partitions) {
        this.cluster = new SimulatedCluster(1, partitions);
        this.simulation = cluster.simulation();
    }

    /** Nothing that a test does may leave the store in disorder. */
    @AfterEach
    void theStoreIsInOrder() {
        for (int i = 0; i < cluster.store().partitions(); i++) {
            Audit audit = cluster.store().audit(i);
            Assertions.assertThat(audit.problems()).isEmpty();
            Assertions.assertThat(audit.repaired()).isEmpty();
        }
    }

    /** A started node whose executor "work" does what is given. */
    Member node(String name, JobRunner<?, ?> work) {
        return node(name, work, builder -> {});
    }

    Member node(String name, JobRunner<?, ?> work, Consumer<SchedulerBuilder> more) {
        Member member = unstarted(name, work, more);
        member.scheduler().start();
        simulation.run(SOON);
        return member;
    }

    Member unstarted(String name, JobRunner<?, ?> work, Consumer<SchedulerBuilder> more) {
        Member member = cluster.member(name, builder -> {
            builder.executor(new ExecutorDefinition("work", String.class, noting(work)));
            builder.listener(events::add);
            more.accept(builder);
        });
        members.add(member);
        return member;
    }

    /** Notes each entry. */
    @SuppressWarnings("unchecked")
    JobRunner<Object, Object> noting(JobRunner<?, ?> work) {
        return context -> {
            note(context);
            return ((JobRunner<Object, Object>) work).run(context);
        };
    }

    void note(JobContext<?> context) {
        entries.add(new Entry(
                context.node(),
                context.id(),
                simulation.storeTime(),
                context.due(),
                context.attempt(),
                context.token(),
                context.runId().token()));
    }

    static JobRunner<?, ?> nothing() {
        return context -> null;
    }

    /** Code that takes so long, and ends when it is interrupted. */
    static JobRunner<?, ?> taking(Duration time) {
        return context -> {
            SimulatedRuntime.sleep(time);
            return null;
        };
    }

    /** Code that takes so long, and does not listen. */
    static JobRunner<?, ?> takingDeaf(Duration time) {
        return context -> {
            SimulatedRuntime.sleepDeaf(time);
            return null;
        };
    }

    JobSnapshot find(Member member, String id) {
        return member.scheduler().find(JobId.of(id)).orElseThrow();
    }

    Optional<JobSnapshot> findAny(DistributedScheduler scheduler, String id) {
        return scheduler.find(JobId.of(id));
    }

    Instant now() {
        return simulation.storeTime();
    }

    List<HistoryEvent> history(String type) {
        return cluster.history().stream()
                .filter(event -> event.type().equals(type))
                .toList();
    }

    <T extends SchedulerEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static Settings settings(String node) {
        return new Settings(SchedulerSettings.of(node));
    }

    /** Settings with a few of them changed. */
    record Settings(SchedulerSettings base) {

        Settings concurrency(int concurrency) {
            return with(concurrency, base.shutdown(), base.timeout(), base.completionExpiry(), base.retention());
        }

        Settings shutdown(Duration shutdown) {
            return with(base.concurrency(), shutdown, base.timeout(), base.completionExpiry(), base.retention());
        }

        Settings timeout(Duration timeout) {
            return with(
                    base.concurrency(),
                    base.shutdown(),
                    Optional.of(timeout),
                    base.completionExpiry(),
                    base.retention());
        }

        Settings completionExpiry(Duration expiry) {
            return with(base.concurrency(), base.shutdown(), base.timeout(), expiry, base.retention());
        }

        Settings retention(Retention retention) {
            return with(base.concurrency(), base.shutdown(), base.timeout(), base.completionExpiry(), retention);
        }

        Settings trim(TrimLimits trim) {
            return map(old -> new SchedulerSettings(
                    old.node(),
                    old.application(),
                    old.concurrency(),
                    old.lease(),
                    old.commandTimeout(),
                    old.shutdown(),
                    old.interrupt(),
                    old.retry(),
                    old.timeout(),
                    old.retention(),
                    trim,
                    old.completionExpiry(),
                    old.lateAfter(),
                    old.virtualThreads()));
        }

        Settings application(String application) {
            return map(old -> new SchedulerSettings(
                    old.node(),
                    application,
                    old.concurrency(),
                    old.lease(),
                    old.commandTimeout(),
                    old.shutdown(),
                    old.interrupt(),
                    old.retry(),
                    old.timeout(),
                    old.retention(),
                    old.trim(),
                    old.completionExpiry(),
                    old.lateAfter(),
                    old.virtualThreads()));
        }

        private Settings with(
                int concurrency,
                Duration shutdown,
                Optional<Duration> timeout,
                Duration completionExpiry,
                Retention retention) {
            return map(old -> new SchedulerSettings(
                    old.node(),
                    old.application(),
                    concurrency,
                    old.lease(),
                    old.commandTimeout(),
                    shutdown,
                    old.interrupt(),
                    RetryPolicy.DEFAULT,
                    timeout,
                    retention,
                    old.trim(),
                    completionExpiry,
                    old.lateAfter(),
                    old.virtualThreads()));
        }

        private Settings map(UnaryOperator<SchedulerSettings> change) {
            return new Settings(change.apply(base));
        }
    }
}
