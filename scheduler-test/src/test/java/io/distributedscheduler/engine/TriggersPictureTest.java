package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.engine.TimePicture.Fate;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.store.Counts;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.Exclusions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Draws the runs of triggers that are put together, which are those that were foretold. */
class TriggersPictureTest extends ClusterTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MINUTES = 9;

    private final Instant begin = now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(120);
    private final Instant excluded = begin.plusSeconds(150);
    private final Instant allowed = begin.plusSeconds(330);

    @Test
    void isWhatHappens() throws Exception {
        Map<String, Job> jobs = new LinkedHashMap<>();
        Job minutely = Job.of("work").every(MINUTE).from(begin);
        jobs.put("every 1m", minutely);
        jobs.put("jitter 40s", minutely.jitter(Duration.ofSeconds(40)));
        jobs.put("also every 90s", minutely.also(new EveryTrigger(Duration.ofSeconds(90), begin)));
        jobs.put("except", minutely.except(Exclusions.in(ZoneOffset.UTC).times(shown(excluded), shown(allowed))));
        Member node = node("a", taking(Duration.ofSeconds(5)));
        Map<String, List<Instant>> foretold = new LinkedHashMap<>();
        jobs.forEach((name, job) -> {
            node.scheduler().schedule(job.id(idOf(name)));
            foretold.put(name, node.scheduler().nextFireTimes(idOf(name), 100));
        });
        Instant end = begin.plus(MINUTE.multipliedBy(MINUTES - 1)).plusSeconds(50);
        simulation.run(Duration.between(now(), end));

        TimePicture picture = new TimePicture(begin.minusSeconds(20), MINUTE.multipliedBy(MINUTES))
                .shade("excluded in the last row", excluded, allowed);
        jobs.keySet().forEach(name -> {
            List<Run> runs = new ArrayList<>(node.scheduler().runs(idOf(name)));
            Collections.reverse(runs);
            assertThat(runs)
                    .extracting(Run::due)
                    .containsExactlyElementsOf(foretold.get(name).stream()
                            .filter(due -> due.isBefore(end.minusSeconds(5)))
                            .toList());
            assertThat(find(node, idOf(name).toString()).counts()).isEqualTo(new Counts(runs.size(), 0, 0, 0));
            picture.row(name);
            runs.forEach(run -> picture.tick(run.due(), Fate.RUN).run(run.due(), run.started(), run.finished()));
        });

        picture.isKeptAs("triggers");
    }

    private static LocalTime shown(Instant instant) {
        return LocalTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static JobId idOf(String name) {
        return JobId.of(name.replace(' ', '-'));
    }
}
