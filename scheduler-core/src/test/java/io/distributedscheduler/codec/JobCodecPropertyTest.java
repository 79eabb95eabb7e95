package io.distributedscheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.TimeLimits;
import io.distributedscheduler.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Any job is read as what it was, from the bytes that a store keeps. */
class JobCodecPropertyTest {

    private static final List<String> ZONES = List.copyOf(new TreeSet<>(ZoneId.getAvailableZoneIds()));

    private final JobCodec codec = new JobCodec(DataCodec.defaults(), WeeklyTrigger.TYPES);

    @Test
    void anyJobIsReadAsWhatItWas() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            Job job = job(random);
            Optional<String> declaration = random.nextBoolean() ? Optional.of(text(random)) : Optional.empty();

            String written = codec.write(job, declaration);
            String stored = new String(written.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            Job read = codec.read(job.id(), job.revision(), job.executor(), stored);

            assertThat(stored).as("seed %s", seed).isEqualTo(written);
            assertThat(parts(read)).as("seed %s", seed).isEqualTo(parts(job));
            assertThat(codec.declaration(stored)).as("seed %s", seed).isEqualTo(declaration);
            assertThat(codec.write(read, declaration)).as("seed %s", seed).isEqualTo(written);
        }
    }

    private static List<Object> parts(Job job) {
        return List.of(
                job.id(),
                job.executor(),
                job.trigger(),
                job.payload().map(payload -> payload instanceof Encoded encoded ? encoded.as(Object.class) : payload),
                job.retry(),
                job.timeout(),
                job.misfire(),
                job.overlap(),
                job.stopAfterFailures(),
                job.isExclusive(),
                job.revision());
    }

    private static Job job(Random random) {
        Job job = Job.of("copy", new JobId("job-" + random.nextInt())).revision(random.nextInt(1_000));
        Trigger trigger = trigger(random);
        job = job.trigger(trigger.repeats() && random.nextBoolean() ? bounded(trigger, random) : trigger);
        if (random.nextBoolean()) {
            job = job.payload(payload(random, 3));
        }
        if (random.nextBoolean()) {
            job = job.retry(retry(random));
        }
        if (random.nextBoolean()) {
            job = job.timeout(duration(random, 1, TimeLimits.LONGEST.toMillis()));
        }
        job = job.stopAfterFailures(random.nextInt(3));
        job = switch (random.nextInt(5)) {
            case 0 -> job.overlap(Overlap.skip());
            case 1 -> job.overlap(Overlap.queueOne());
            case 2 -> job.overlap(Overlap.queue());
            case 3 -> job.overlap(Overlap.allow(2 + random.nextInt(99)));
            default -> job;
        };
        switch (random.nextInt(3)) {
            case 0 -> job = job.misfire(Misfire.skip(duration(random, 0, TimeLimits.LONGEST.toMillis())));
            case 1 -> job = job.misfire(Misfire.catchUp(duration(random, 0, TimeLimits.LONGEST.toMillis())));
            default -> {
                // Runs once.
            }
        }
        return random.nextBoolean() ? job.exclusive() : job;
    }

    private static Trigger trigger(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> OnceTrigger.at(instant(random));
            case 1 -> OnceTrigger.in(duration(random, 0, TimeLimits.LONGEST.toMillis()));
            case 2 ->
                new EveryTrigger(
                        duration(random, 100, TimeLimits.LONGEST.toMillis()),
                        random.nextBoolean() ? instant(random) : null);
            case 3 -> new FixedDelayTrigger(duration(random, 100, TimeLimits.LONGEST.toMillis()));
            case 4 ->
                new CronTrigger(
                        random.nextInt(60) + " */" + (1 + random.nextInt(59)) + " * L-" + (1 + random.nextInt(3))
                                + " * MON-FRI",
                        ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))));
            case 5 -> new KeywordTrigger("order-placed." + random.nextInt(1_000));
            default -> new WeeklyTrigger(text(random));
        };
    }

    private static Trigger bounded(Trigger trigger, Random random) {
        Instant start = random.nextBoolean() ? instant(random) : null;
        Instant finish = random.nextBoolean()
                ? (start == null ? instant(random) : start.plusMillis(1 + random.nextInt(Integer.MAX_VALUE)))
                : null;
        boolean bounded = start != null || finish != null && !finish.isAfter(TimeLimits.LATEST);
        long maxRuns = bounded && random.nextBoolean() ? BoundedTrigger.UNLIMITED : 1 + random.nextLong(1L << 60);
        return new BoundedTrigger(
                trigger, start, finish != null && finish.isAfter(TimeLimits.LATEST) ? null : finish, maxRuns);
    }

    private static RetryPolicy retry(Random random) {
        long first = random.nextLong(Duration.ofDays(300).toMillis());
        return new RetryPolicy(
                1 + random.nextInt(1_000),
                Duration.ofMillis(first),
                Duration.ofMillis(first + random.nextLong(Duration.ofDays(60).toMillis())),
                1 + random.nextDouble() * 999,
                random.nextInt(4) == 0 ? Double.MIN_VALUE : random.nextDouble(),
                random.nextBoolean() ? Set.of() : Set.of("com.acme.A" + random.nextInt(), "größe\ud83d\ude00"));
    }

    /** What reads as equal when it is read as {@code Object}. */
    private static Object payload(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> text(random);
            case 1 -> random.nextInt();
            case 2 -> random.nextLong(1L << 62) + (1L << 40);
            case 3 -> random.nextGaussian();
            case 4 -> random.nextBoolean();
            case 5 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(random.nextInt(9) == 0 ? null : payload(random, depth - 1));
                }
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text(random), random.nextInt(9) == 0 ? null : payload(random, depth - 1));
                }
                yield map;
            }
        };
    }

    private static String text(Random random) {
        String odd = "\"\\/\b\f\n\r\t\0\u001f\u007f\u0085é€\u2028\ud83d\ude00\uffff{}:,";
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(30); length > 0; length--) {
            text.append(
                    random.nextBoolean()
                            ? (char) ('a' + random.nextInt(26))
                            : odd.charAt(random.nextInt(odd.length())));
        }
        return text.toString();
    }

    private static Instant instant(Random random) {
        return Instant.ofEpochMilli(random.nextLong(TimeLimits.LATEST.toEpochMilli() + 1));
    }

    private static Duration duration(Random random, long fromMillis, long toMillis) {
        return Duration.ofMillis(fromMillis + random.nextLong(toMillis - fromMillis + 1));
    }
}
