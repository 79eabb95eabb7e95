package io.distributedscheduler.engine;

import io.distributedscheduler.engine.TimePicture.Fate;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The picture in the document of limits is what happens: drawn from jobs that come together. */
class LimitsPictureTest extends ClusterTest {

    private static final int JOBS = 6;

    private final Instant begin = now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(120);

    @Test
    void isWhatHappens() throws Exception {
        Duration minute = Duration.ofMinutes(1);
        Map<String, UnaryOperator<Job>> limits = new LinkedHashMap<>();
        limits.put("no limit", job -> job);
        limits.put("2 at once", job -> job.limitedBy("two", 2));
        limits.put("1 at once", job -> job.limitedBy("one", 1));
        limits.put("2 per 1m", job -> job.limitedBy("rate", Limit.rate(2, minute)));
        Member node = node(
                "a",
                taking(Duration.ofSeconds(30)),
                builder -> builder.settings(settings("a").concurrency(32).base()));
        limits.forEach((name, limit) -> {
            for (int i = 0; i < JOBS; i++) {
                node.scheduler()
                        .schedule(limit.apply(Job.of("work").id(name + i).at(begin.plusMillis(i))));
            }
        });
        simulation.run(Duration.between(now(), begin.plusSeconds(200)));

        TimePicture picture = new TimePicture(begin.minusSeconds(10), Duration.ofSeconds(205));
        for (String name : limits.keySet()) {
            TimePicture row = picture.row(name);
            for (int i = 0; i < JOBS; i++) {
                Run run = node.scheduler().runs(JobId.of(name + i)).get(0);
                row.tick(run.started(), Fate.RUN);
                row.run(run.started(), run.started(), run.finished());
            }
        }
        picture.isKeptAs("limits");
    }
}
