package io.distributedscheduler.engine;

import io.distributedscheduler.engine.TimePicture.Fate;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.test.simulation.SimulatedCluster.Member;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The picture in the document of misfires is what happens: drawn from a cluster that is away for a while. */
class MisfirePictureTest extends ClusterTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MINUTES = 9;

    private final Instant begin = now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(120);

    @Test
    void isWhatHappens() throws Exception {
        Map<String, Misfire> policies = new LinkedHashMap<>();
        policies.put("run-once", Misfire.runOnce());
        policies.put("skip 10s", Misfire.skip(Duration.ofSeconds(10)));
        policies.put("skip 45s", Misfire.skip(Duration.ofSeconds(45)));
        policies.put("catch-up 1h", Misfire.catchUp(Duration.ofHours(1)));
        policies.put("catch-up 160s", Misfire.catchUp(Duration.ofSeconds(160)));
        Member node = node("a", taking(Duration.ofSeconds(5)));
        policies.forEach((name, policy) -> node.scheduler()
                .schedule(
                        Job.of("work").id(idOf(name)).every(MINUTE).from(begin).misfire(policy)));
        runUntil(begin.plusSeconds(70));
        node.scheduler().stop();
        Instant away = now();
        runUntil(begin.plusSeconds(330));
        Member other = node("b", taking(Duration.ofSeconds(5)));
        runUntil(begin.plus(MINUTE.multipliedBy(MINUTES - 1)).plusSeconds(30));

        TimePicture picture = new TimePicture(begin.minusSeconds(20), MINUTE.multipliedBy(MINUTES))
                .shade("no node is there", away, begin.plusSeconds(330));
        policies.keySet()
                .forEach(name -> draw(picture.row(name), other.scheduler().runs(JobId.of(idOf(name)))));

        picture.isKeptAs("misfire");
    }

    private void draw(TimePicture picture, List<Run> newestFirst) {
        for (int i = 0; i < MINUTES; i++) {
            Instant tick = begin.plus(MINUTE.multipliedBy(i));
            // What has no record of its own went the way of the last that has.
            Run run = newestFirst.stream()
                    .filter(any -> !any.due().isAfter(tick))
                    .findFirst()
                    .orElseThrow();
            boolean missed = run.outcome() == Outcome.MISSED;
            boolean itself = run.due().equals(tick);
            picture.tick(tick, missed ? Fate.MISSED : itself ? Fate.RUN : Fate.COALESCED);
            if (itself && !missed) {
                picture.run(tick, run.started(), run.finished());
            }
        }
    }

    private void runUntil(Instant instant) {
        simulation.run(Duration.between(now(), instant));
    }

    private static String idOf(String policy) {
        return policy.replace(' ', '-');
    }
}
