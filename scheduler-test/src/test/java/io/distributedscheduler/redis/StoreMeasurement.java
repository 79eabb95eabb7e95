package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.redis.server.RedisConnections;
import io.distributedscheduler.redis.server.RedisServerProcess;
import io.distributedscheduler.store.After;
import io.distributedscheduler.store.Call;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.ClaimRef;
import io.distributedscheduler.store.ClaimRequest;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.store.Due;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.store.JoinRequest;
import io.distributedscheduler.store.NewJob;
import io.distributedscheduler.store.NodeId;
import io.distributedscheduler.store.Retention;
import io.distributedscheduler.store.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What the hot path costs: jobs a second scheduled, claimed and completed, and bytes a job. Run it by hand; its figures
 * are those of the machine and of what else runs there.
 *
 * <p>Arguments: jobs, jobs a call, threads.
 */
public final class StoreMeasurement {

    private static final String BODY =
            "{\"v\":1,\"trigger\":{\"type\":\"once\",\"at\":\"2026-03-01T12:00:00Z\"}}\n{\"to\":\"ada@example.org\",\"n\":1}";
    private static final Retention KEPT = new Retention(20, Duration.ofHours(1));
    private static final NodeId NODE = new NodeId("node-1", "k3x9m2");

    private final StringRedisTemplate redis;
    private final JobStore store;
    private final AtomicLong calls = new AtomicLong();

    private StoreMeasurement(StringRedisTemplate redis) {
        this.redis = redis;
        this.store = new RedisJobStore(redis, RedisStoreSettings.standalone());
    }

    public static void main(String[] arguments) throws Exception {
        int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
        int batch = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
        int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        try (RedisServerProcess server = RedisServerProcess.start()) {
            LettuceConnectionFactory connections = RedisConnections.to(server);
            StoreMeasurement measurement = new StoreMeasurement(new StringRedisTemplate(connections));
            for (int round = 1; round <= 5; round++) {
                measurement.round(jobs, batch, threads);
            }
            connections.destroy();
        }
    }

    private void round(int jobs, int batch, int threads) throws InterruptedException {
        redis.getRequiredConnectionFactory().getConnection().serverCommands().flushAll();
        store.join(new JoinRequest(0, NODE, Duration.ofMinutes(10), "{}"));
        long empty = memory();
        double serverBegin = serverTime();

        AtomicLong next = new AtomicLong();
        double scheduled = inParallel(threads, () -> {
            List<NewJob> some = new ArrayList<>(batch);
            if (next.getAndAdd(batch) >= jobs) {
                return false;
            }
            for (int i = 0; i < batch; i++) {
                some.add(new NewJob(
                        new StoredJob(JobId.generate(), 1, "welcome-mail", null, false, BODY),
                        new Due.In(Duration.ZERO)));
            }
            store.schedule(call(), some);
            return true;
        });
        long pending = memory();
        double serverScheduled = serverTime();

        AtomicLong numbers = new AtomicLong();
        AtomicLong done = new AtomicLong();
        double drained = inParallel(threads, () -> {
            // Numbers of one node must arrive in order: one claim in flight, as an engine keeps it.
            List<Claim> claims;
            synchronized (numbers) {
                claims = store.claim(new ClaimRequest(
                                0,
                                NODE,
                                numbers.incrementAndGet(),
                                batch,
                                List.of("welcome-mail"),
                                Duration.ofMillis(5),
                                0))
                        .claims();
            }
            if (claims.isEmpty()) {
                return false;
            }
            Instant now = Instant.now();
            List<Completion> completions = claims.stream()
                    .map(claim -> new Completion(
                            new ClaimRef(claim.handle(), claim.token()),
                            now,
                            Outcome.SUCCEEDED,
                            "r{\"ok\":true}",
                            new After.Finished(),
                            Counts.NONE,
                            KEPT))
                    .toList();
            store.complete(call(), 0, NODE, completions);
            done.addAndGet(claims.size());
            return true;
        });
        long finished = memory();
        double serverDrained = serverTime();
        System.out.printf(
                "scheduled %,.0f/s (server %.2f us a job), drained %,.0f/s of %,d (server %.2f us); bytes a pending job %d, a finished one %d%n",
                jobs / scheduled,
                (serverScheduled - serverBegin) * 1e6 / jobs,
                done.get() / drained,
                done.get(),
                (serverDrained - serverScheduled) * 1e6 / jobs,
                (pending - empty) / jobs,
                (finished - empty) / jobs);
    }

    /** Processor time that the server has used, seconds: unlike time that passed, it is the same on a busy machine. */
    private double serverTime() {
        Properties cpu = redis.getRequiredConnectionFactory()
                .getConnection()
                .serverCommands()
                .info("cpu");
        return Double.parseDouble(cpu.getProperty("used_cpu_user_main_thread"))
                + Double.parseDouble(cpu.getProperty("used_cpu_sys_main_thread"));
    }

    private interface Step {
        boolean goOn();
    }

    private static double inParallel(int threads, Step step) throws InterruptedException {
        long begin = System.nanoTime();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                while (step.goOn()) {}
            });
            thread.start();
            running.add(thread);
        }
        for (Thread thread : running) {
            thread.join();
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private Call call() {
        Instant now = Instant.now();
        return new Call("n1-" + calls.incrementAndGet(), now, now.plusSeconds(2));
    }

    private long memory() {
        return Long.parseLong(redis.getRequiredConnectionFactory()
                .getConnection()
                .serverCommands()
                .info("memory")
                .getProperty("used_memory"));
    }
}
