package io.distributedscheduler.test.simulation;

import io.distributedscheduler.test.history.Violation;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Many lives, one seed after the other on each processor, with a line of progress now and then. */
final class Lives {

    private static final int SHOWN_VIOLATIONS = 3;
    private static final long PROGRESS_NANOS = 30_000_000_000L;

    private final String property;
    private final LongFunction<LifePlan> plan;
    private final long first;
    private final long last;
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong lived = new AtomicLong();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final long begin = System.nanoTime();
    private final AtomicLong told = new AtomicLong(begin);

    /**
     * @param property that names the seeds, one as {@code 17} or several as {@code 1-1000}
     * @param unlessTold the seeds, if it is not set
     * @param plan the life of a seed
     */
    Lives(String property, String unlessTold, LongFunction<LifePlan> plan) {
        String[] range = System.getProperty(property, unlessTold).split("-");
        this.property = property;
        this.plan = plan;
        this.first = Long.parseLong(range[0]);
        this.last = Long.parseLong(range[range.length - 1]);
    }

    /** What went wrong, each with how to see it again. */
    List<String> failures() {
        LongStream.rangeClosed(first, last).parallel().forEach(this::live);
        tell();
        return List.copyOf(failures);
    }

    private void live(long seed) {
        RandomLife life = new RandomLife(plan.apply(seed), Mutant.NONE);
        try {
            List<Violation> violations = life.live();
            if (!violations.isEmpty()) {
                failed(life, shown(violations));
            }
        } catch (RuntimeException | Error e) {
            failed(life, stackOf(e));
        }
        lived.incrementAndGet();
        nanos.addAndGet(life.simulation().now());
        steps.addAndGet(life.simulation().steps());
        long before = told.get();
        if (System.nanoTime() - before > PROGRESS_NANOS && told.compareAndSet(before, System.nanoTime())) {
            tell();
        }
    }

    private void failed(RandomLife life, String what) {
        String failure = "%s%nAgain with: ./mvnw test -pl scheduler-test -am -Dtest=SimulationTest -D%s=%d%s%n%s"
                .formatted(life.plan(), property, life.plan().seed(), " -Dsurefire.failIfNoSpecifiedTests=false", what);
        failures.add(failure);
        System.out.println(failure);
    }

    private static String shown(List<Violation> violations) {
        return violations.stream()
                .limit(SHOWN_VIOLATIONS)
                .map(Violation::toString)
                .collect(Collectors.joining("\n"));
    }

    private static String stackOf(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private void tell() {
        System.out.printf(
                "%,d lives of %,d, %,.1f cluster-hours, %,d steps, %d failed, in %.0f s%n",
                lived.get(),
                last - first + 1,
                nanos.get() / 3.6e12,
                steps.get(),
                failures.size(),
                (System.nanoTime() - begin) / 1e9);
    }
}
