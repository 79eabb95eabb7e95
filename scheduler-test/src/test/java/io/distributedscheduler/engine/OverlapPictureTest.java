package io.distributedscheduler.engine;

import io.distributedscheduler.engine.TimePicture.Fate;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.test.simulation.SimulatedRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The picture in the document of overlaps is what happens: drawn from jobs of which one run takes long. */
class OverlapPictureTest extends ClusterTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MINUTES = 9;

    private final Instant begin = now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(120);

    @Test
    void isWhatHappens() throws Exception {
        Map<String, Overlap> policies = new LinkedHashMap<>();
        policies.put("skip", Overlap.skip());
        policies.put("queue-one", Overlap.queueOne());
        policies.put("queue", Overlap.queue());
        policies.put("cancel", Overlap.cancel());
        policies.put("allow 3", Overlap.allow(3));
        Member node = node("a", context -> {
            boolean isLong = context.due().equals(begin.plus(MINUTE));
            SimulatedRuntime.sleep(Duration.ofSeconds(isLong ? 200 : 12));
            return null;
        });
        policies.forEach((name, policy) -> node.scheduler()
                .schedule(Job.of("work")
                        .id(name.replace(" ", "-"))
                        .every(MINUTE)
                        .from(begin)
                        .overlap(policy)));
        simulation.run(Duration.between(
                now(), begin.plus(MINUTE.multipliedBy(MINUTES - 1)).plusSeconds(30)));

        TimePicture picture = new TimePicture(begin.minusSeconds(20), MINUTE.multipliedBy(MINUTES));
        policies.keySet()
                .forEach(name -> draw(picture.row(name), node.scheduler().runs(JobId.of(name.replace(" ", "-")))));

        picture.isKeptAs("overlap");
    }

    private void draw(TimePicture picture, List<Run> runs) {
        for (int i = 0; i < MINUTES; i++) {
            Instant tick = begin.plus(MINUTE.multipliedBy(i));
            boolean isRun = runs.stream().anyMatch(run -> run.due().equals(tick));
            picture.tick(tick, isRun ? Fate.RUN : Fate.SKIPPED);
        }
        runs.forEach(run -> picture.run(run.due(), run.started(), run.finished()));
    }
}
