package io.distributedscheduler.engine;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobRunner;
import io.distributedscheduler.memory.InMemoryJobStore;
import io.distributedscheduler.memory.MemorySignals;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Says how many jobs that do nothing one node gets through on the memory store. Not a test: figures depend on the machine. */
final class ThroughputMain {

    private ThroughputMain() {}

    public static void main(String[] arguments) throws Exception {
        int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int concurrency = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 16;
        for (int i = 0; i < rounds; i++) {
            round(jobs, concurrency);
        }
    }

    private static void round(int jobs, int concurrency) throws Exception {
        MemorySignals signals = new MemorySignals();
        InMemoryJobStore store = new InMemoryJobStore(Clock.systemUTC(), signals);
        CountDownLatch left = new CountDownLatch(jobs);
        SchedulerSettings defaults = SchedulerSettings.of("node-a");
        DistributedScheduler scheduler = new SchedulerBuilder(store, signals)
                .settings(new SchedulerSettings(
                        defaults.node(),
                        defaults.application(),
                        concurrency,
                        defaults.lease(),
                        defaults.commandTimeout(),
                        defaults.shutdown(),
                        defaults.interrupt(),
                        defaults.retry(),
                        defaults.timeout(),
                        defaults.retention(),
                        defaults.trim(),
                        defaults.completionExpiry(),
                        defaults.lateAfter(),
                        false))
                .executor(new ExecutorDefinition("nothing", Void.class, (JobRunner<Void, Void>) context -> {
                    left.countDown();
                    return null;
                }))
                .build();
        List<Job> all = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            all.add(Job.of("nothing").id("job-" + i));
        }
        long begin = System.nanoTime();
        scheduler.schedule(all, ConflictPolicy.FAIL);
        long scheduled = System.nanoTime();
        scheduler.start();
        left.await();
        long done = System.nanoTime();
        scheduler.stop();
        System.out.printf(
                "%,d jobs: scheduled %,.0f/s, run %,.0f/s%n",
                jobs, jobs * 1e9 / (scheduled - begin), jobs * 1e9 / (done - scheduled));
    }
}
