package io.distributedscheduler.faults;

import io.distributedscheduler.ConflictPolicy;
import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.SchedulerException;
import io.distributedscheduler.faults.node.NodeApplication;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.JobStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What users do all the time: jobs that repeat, jobs that run once, keywords that are fired, and jobs that are modified,
 * stopped and started. Work enough for each node to be given some several times a second.
 */
final class Load {

    private static final int REPEATING = 12;
    private static final int WAITING = 4;
    private static final int CHANGING = 4;
    private static final String KEYWORD = "order-placed";

    private final DistributedScheduler scheduler;
    private final Random random = new Random(42);
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<JobId> repeating = new CopyOnWriteArrayList<>();
    private final List<JobId> changing = new CopyOnWriteArrayList<>();
    private @Nullable Thread thread;
    private int steps;
    private final List<String> failures = new CopyOnWriteArrayList<>();

    Load(DistributedScheduler scheduler) {
        this.scheduler = scheduler;
    }

    void start() {
        schedule("");
        Thread user = new Thread(this::use, "load");
        user.setDaemon(true);
        user.start();
        thread = user;
    }

    /** Takes the jobs that were there at first once more, under other ids. */
    void scheduleAnew() {
        schedule("again-");
    }

    private void schedule(String prefix) {
        for (int i = 0; i < REPEATING; i++) {
            repeating.add(take(work(prefix + "every-" + i, 2 + i).every(Duration.ofMillis(300 + 17L * i))));
        }
        for (int i = 0; i < WAITING; i++) {
            take(work(prefix + "waiting-" + i, 5).onKeyword(KEYWORD));
        }
        for (int i = 0; i < CHANGING; i++) {
            changing.add(take(work(prefix + "changing-" + i, 10 * i).every(Duration.ofMillis(250))));
        }
    }

    /** So many one-time jobs that take so long, from now on. */
    List<JobId> hold(int jobs, Duration time) {
        List<JobId> held = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            held.add(take(work("held-" + i, (int) time.toMillis()).now()));
        }
        return held;
    }

    /** Holds a job in the end that somebody else has scheduled. */
    void holdsInTheEnd(JobId job) {
        repeating.add(job);
    }

    /** One more job that repeats until the end. */
    void repeat(Job job) {
        repeating.add(take(job));
    }

    /** Schedules a job, as often as it takes: a machine with much else to do may leave the first call without an answer. */
    JobId take(Job job) {
        return Patient.answer(() -> scheduler.schedule(job, ConflictPolicy.KEEP).id());
    }

    /** What was said of each call that the store did not answer. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    static Job work(String id, int millis) {
        return Job.of(NodeApplication.WORK).id(id).payload(millis);
    }

    private void use() {
        try {
            while (!end.await(40, TimeUnit.MILLISECONDS)) {
                try {
                    step();
                } catch (JobStoreException e) {
                    failures.add(String.valueOf(e.getMessage()));
                } catch (SchedulerException e) {
                    // A user would be told: that it exists, runs or was changed meanwhile.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void step() {
        int step = steps++;
        scheduler.schedule(work("once-" + step, random.nextInt(20)).in(Duration.ofMillis(random.nextInt(500))));
        if (step % 5 == 0) {
            scheduler.fire(KEYWORD, 5);
        }
        if (step % 3 == 0) {
            change(changing.get(random.nextInt(changing.size())));
        }
    }

    private void change(JobId job) {
        switch (random.nextInt(4)) {
            case 0 -> scheduler.modify(job, found -> found.every(Duration.ofMillis(150 + random.nextInt(300))));
            case 1 -> scheduler.modify(job, found -> found.payload(random.nextInt(30)));
            case 2 -> scheduler.stop(job, "for now");
            default -> scheduler.start(job);
        }
    }

    /** Asks for nothing more. */
    void end() {
        end.countDown();
        try {
            if (thread != null) {
                thread.join(Patient.PATIENCE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Asks for nothing more, and holds what repeats. */
    void drain() {
        end();
        repeating.forEach(this::hold);
        changing.forEach(this::hold);
    }

    private void hold(JobId job) {
        Patient.answer(() -> scheduler.exists(job) ? scheduler.stop(job, "the end") : job);
    }
}
