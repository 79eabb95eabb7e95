package io.distributedscheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.Exclusions;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Holds the format of stored definitions: a job that one version stored is read by all that come after.
 *
 * <p>{@code golden/definitions.txt} has a line for each kind of job, ⏎ for a line end. A line that is there may not
 * change; a new kind of job brings a line of its own.
 */
class DefinitionFormatTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T08:00:00.001Z");
    private static final Instant FRIDAY = Instant.parse("2026-03-06T08:00:00Z");
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final JobCodec codec = new JobCodec(DataCodec.defaults(), WeeklyTrigger.TYPES);

    record Order(long id, BigDecimal price, List<String> articles, Optional<String> note) {}

    @Test
    void isWrittenAsItIsKnown() throws Exception {
        Map<String, String> written = new LinkedHashMap<>();
        jobs().forEach((name, job) ->
                written.put(name, codec.write(job, declaration(name), since(name), before(name))));

        assertThat(lines(written)).containsExactlyElementsOf(lines(golden()));
    }

    @Test
    void isReadAsWhatItWas() throws Exception {
        Map<String, Job> jobs = jobs();

        golden().forEach((name, text) -> {
            Job expected = jobs.get(name);
            Job read = codec.read(new JobId("sync"), 7, "copy", text);

            assertThat(parts(read)).as(name).isEqualTo(parts(expected.revision(7)));
            assertThat(read.payload().map(payload -> ((Encoded) payload).json()).orElse(""))
                    .as(name)
                    .isEqualTo(DataCodec.defaults()
                            .writePayload("job sync", expected.payload().orElse(null)));
            assertThat(codec.declaration(text)).as(name).isEqualTo(declaration(name));
            assertThat(codec.since(text)).as(name).isEqualTo(since(name));
            assertThat(codec.before(text)).as(name).isEqualTo(before(name));
        });
    }

    private static Map<String, Job> jobs() {
        Job job = Job.of("copy").id("sync");
        Job every = job.every(FIVE_MINUTES);
        DataCodec data = DataCodec.defaults();
        Map<String, Job> jobs = new LinkedHashMap<>();
        jobs.put("once now", job.now());
        jobs.put("once at", job.at(MONDAY));
        jobs.put("once in", job.in(Duration.ofMillis(90_001)));
        jobs.put("every", every);
        jobs.put("every, anchored", job.trigger(new EveryTrigger(FIVE_MINUTES, MONDAY)));
        jobs.put("fixed delay", job.fixedDelay(FIVE_MINUTES));
        jobs.put("cron", job.cron("0 0 2 * * MON-FRI", ZoneId.of("Europe/Paris")));
        jobs.put("cron macro", job.cron("@daily", ZoneOffset.UTC));
        jobs.put("cron offset", job.cron("@hourly", ZoneOffset.ofHoursMinutes(5, 30)));
        jobs.put("keyword", job.onKeyword("order-placed"));
        jobs.put("own trigger", job.trigger(new WeeklyTrigger("\"monday\"\n")));
        jobs.put("from", every.from(MONDAY));
        jobs.put("until", job.cron("@daily", ZoneOffset.UTC).until(FRIDAY));
        jobs.put("max runs", job.fixedDelay(FIVE_MINUTES).maxRuns(3));
        jobs.put("from, until, max runs", every.from(MONDAY).until(FRIDAY).maxRuns(1_000_000_000_000L));
        jobs.put(
                "own trigger from, until",
                job.trigger(new WeeklyTrigger("monday")).from(MONDAY).until(FRIDAY));
        jobs.put(
                "also",
                every.also(new CronTrigger("0 0 2 * * *", ZoneOffset.UTC)).also(new WeeklyTrigger("monday")));
        jobs.put(
                "except",
                every.except(
                        Exclusions.parse("SAT-SUN, 2026-12-24/2026-12-26, 22:00-06:00", ZoneId.of("Europe/Paris"))));
        jobs.put("except, fixed delay", job.fixedDelay(FIVE_MINUTES).except(Exclusions.parse("mon", ZoneOffset.UTC)));
        jobs.put("jitter", every.jitter(Duration.ofMillis(1_500)));
        jobs.put(
                "also, except, jitter, from, max runs",
                every.from(MONDAY)
                        .jitter(FIVE_MINUTES)
                        .maxRuns(3)
                        .except(Exclusions.parse("12:00-13:00", ZoneOffset.UTC))
                        .also(new CronTrigger("@daily", ZoneOffset.UTC)));
        jobs.put("retry", job.retry(RetryPolicy.DEFAULT));
        jobs.put("no retry", job.retry(RetryPolicy.none()));
        jobs.put(
                "retry not on",
                job.retry(RetryPolicy.attempts(1_000)
                        .backoff(Duration.ZERO, Duration.ofDays(365))
                        .multiplier(1.5)
                        .jitter(0)
                        .notOn(IllegalStateException.class, IllegalArgumentException.class)));
        jobs.put("timeout", job.timeout(Duration.ofMillis(1_500)));
        jobs.put("misfire skip", every.misfire(Misfire.skip(Duration.ofMillis(1_500))));
        jobs.put("misfire catch up", every.misfire(Misfire.catchUp(Duration.ofHours(1))));
        jobs.put("overlap queue one", every.overlap(Overlap.queueOne()));
        jobs.put("overlap queue", every.overlap(Overlap.queue()));
        jobs.put("overlap cancel", every.overlap(Overlap.cancel()));
        jobs.put("overlap allow", every.overlap(Overlap.allow(3)));
        jobs.put("overlap skip", job.onKeyword("order-placed").overlap(Overlap.skip()));
        jobs.put("stop after failures", every.stopAfterFailures(3));
        jobs.put("exclusive", job.exclusive());
        jobs.put("declared", job);
        jobs.put("replaced", job);
        jobs.put("replaced after runs", every.maxRuns(3));
        jobs.put(
                "payload",
                job.payload(new Order(42, new BigDecimal("1.00"), List.of("größe", "😀", "\"\n"), Optional.empty())));
        jobs.put("payload text", job.payload("welcome"));
        jobs.put("payload number", job.payload(42));
        jobs.put("payload indented", job.payload(data.encoded("{\n  \"price\" : 1.00\n}\n")));
        jobs.put(
                "everything, replaced, declared",
                every.from(MONDAY)
                        .until(FRIDAY)
                        .maxRuns(3)
                        .retry(RetryPolicy.DEFAULT)
                        .timeout(FIVE_MINUTES)
                        .exclusive()
                        .payload(Map.of("a", 1)));
        return jobs;
    }

    private static Optional<String> declaration(String name) {
        return name.endsWith("declared") ? Optional.of("9f86d081") : Optional.empty();
    }

    private static Optional<Instant> since(String name) {
        return name.contains("replaced") ? Optional.of(MONDAY) : Optional.empty();
    }

    private static long before(String name) {
        return name.endsWith("after runs") ? 7 : 0;
    }

    /** All of a job but its payload. */
    private static List<Object> parts(Job job) {
        return List.of(
                job.id(),
                job.executor(),
                job.trigger(),
                job.retry(),
                job.timeout(),
                job.misfire(),
                job.overlap(),
                job.stopAfterFailures(),
                job.isExclusive(),
                job.revision(),
                job.payload().isPresent());
    }

    private static List<String> lines(Map<String, String> definitions) {
        return definitions.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue().replace('\n', '⏎'))
                .toList();
    }

    private static Map<String, String> golden() throws Exception {
        Map<String, String> definitions = new LinkedHashMap<>();
        try (InputStream in = DefinitionFormatTest.class.getResourceAsStream("golden/definitions.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                int split = line.indexOf(": ");
                definitions.put(
                        line.substring(0, split), line.substring(split + 2).replace('⏎', '\n'));
            });
        }
        return definitions;
    }
}
