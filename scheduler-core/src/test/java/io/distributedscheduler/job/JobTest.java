package io.distributedscheduler.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.policy.Misfire;
import io.distributedscheduler.policy.Overlap;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.CronTrigger;
import io.distributedscheduler.trigger.EveryTrigger;
import io.distributedscheduler.trigger.Exclusions;
import io.distributedscheduler.trigger.FixedDelayTrigger;
import io.distributedscheduler.trigger.KeywordTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.Trigger;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JobTest {

    private static final Instant MONDAY = Instant.parse("2026-03-02T08:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-03-03T08:02:00Z");
    private static final Instant FRIDAY = Instant.parse("2026-03-06T08:00:00Z");
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final Job job = Job.of("copy").id("sync");

    @Nested
    class New {

        @Test
        void whatIsPutAroundATriggerIsInOneOrderWhateverItIsSaidIn() {
            ZoneId paris = ZoneId.of("Europe/Paris");
            Instant monday = Instant.parse("2026-03-02T08:00:00Z");
            Exclusions weekend = Exclusions.parse("SAT-SUN", paris);
            CronTrigger noon = new CronTrigger("0 0 12 * * *", paris);
            Job job = Job.of("copy").id("sync").every(Duration.ofHours(1));

            Job one = job.also(noon)
                    .except(weekend)
                    .jitter(Duration.ofSeconds(30))
                    .from(monday)
                    .maxRuns(3);
            Job other = job.from(monday)
                    .maxRuns(3)
                    .jitter(Duration.ofSeconds(30))
                    .except(weekend)
                    .also(noon);

            assertThat(other.trigger()).isEqualTo(one.trigger());
            assertThat(other.jitter(Duration.ZERO).except(Exclusions.in(paris)).trigger())
                    .isEqualTo(job.also(noon).from(monday).maxRuns(3).trigger());
            assertThat(one.from(monday.plusSeconds(60)).nextFireTimes(monday, 1).get(0))
                    .isBetween(monday.plusSeconds(60), monday.plusSeconds(90));
        }

        @Test
        void jitterIsThatOfTheIdAlsoIfItIsGivenLater() {
            Job job = Job.of("copy").every(Duration.ofHours(1)).jitter(Duration.ofMinutes(30));

            assertThat(job.id("sync").trigger())
                    .isEqualTo(job.id("other").id("sync").trigger());
            assertThat(job.id("sync").trigger()).isNotEqualTo(job.id("other").trigger());
        }

        @Test
        void runsOnceNowUnderAGeneratedId() {
            Job first = Job.of("copy");

            assertThat(first.executor()).isEqualTo("copy");
            assertThat(first.id().value()).hasSize(16);
            assertThat(first.id()).isNotEqualTo(Job.of("copy").id()).isEqualTo(first.id());
            assertThat(first.trigger()).isEqualTo(OnceTrigger.now());
            assertThat(first.payload()).isEmpty();
            assertThat(first.retry()).isEmpty();
            assertThat(first.timeout()).isEmpty();
            assertThat(first.isExclusive()).isFalse();
            assertThat(first.revision()).isZero();
        }

        @Test
        void mayHaveItsIdAtOnce() {
            assertThat(Job.of("copy", new JobId("sync")).id()).isEqualTo(new JobId("sync"));
        }
    }

    @Nested
    class FireTimes {

        private final Instant noon = Instant.parse("2026-03-02T12:00:00Z");

        @Test
        void areTheFirstTicksOfItsTrigger() {
            assertThat(job.every(FIVE_MINUTES).nextFireTimes(noon, 3))
                    .containsExactly(noon, noon.plusSeconds(300), noon.plusSeconds(600));
            assertThat(job.cron("0 0 2 * * *", ZoneOffset.UTC).nextFireTimes(noon, 2))
                    .containsExactly(Instant.parse("2026-03-03T02:00:00Z"), Instant.parse("2026-03-04T02:00:00Z"));
        }

        @Test
        void keepToItsBounds() {
            Job bounded = job.every(FIVE_MINUTES).from(noon.plusSeconds(60));

            assertThat(bounded.maxRuns(2).nextFireTimes(noon, 9))
                    .containsExactly(noon.plusSeconds(60), noon.plusSeconds(360));
            assertThat(bounded.until(noon.plusSeconds(361)).nextFireTimes(noon, 9))
                    .containsExactly(noon.plusSeconds(60), noon.plusSeconds(360));
        }

        @Test
        void areOneWhereTheOthersAreNotKnown() {
            assertThat(job.fixedDelay(FIVE_MINUTES).nextFireTimes(noon, 3)).containsExactly(noon);
            assertThat(job.at(noon.plusSeconds(5)).nextFireTimes(noon, 3)).containsExactly(noon.plusSeconds(5));
            assertThat(job.in(FIVE_MINUTES).nextFireTimes(noon, 3)).containsExactly(noon.plusSeconds(300));
            assertThat(job.now().nextFireTimes(noon, 3)).containsExactly(noon);
            assertThat(job.onKeyword("paid").nextFireTimes(noon, 3)).isEmpty();
        }

        @Test
        void areNotAskedForWithoutBounds() {
            assertRefused(() -> job.nextFireTimes(noon, 0), "from 1 to 1000", "was 0");
            assertRefused(() -> job.nextFireTimes(noon, 1_001), "from 1 to 1000", "was 1001");
        }
    }

    @Nested
    class EachMethodThatSets {

        private final Job full = job.every(FIVE_MINUTES)
                .from(MONDAY)
                .until(FRIDAY)
                .maxRuns(9)
                .payload("secret")
                .retry(RetryPolicy.none())
                .timeout(FIVE_MINUTES)
                .misfire(Misfire.skip())
                .overlap(Overlap.queueOne())
                .stopAfterFailures(2)
                .limitedBy("acme", 3)
                .exclusive()
                .revision(3);

        @Test
        void answersACopyThatDiffersInThatOnly() {
            assertDiffersInOnly("id", j -> j.id("other"));
            assertDiffersInOnly("id", j -> j.id(new JobId("other")));
            assertDiffersInOnly("executor", j -> j.executor("other"));
            assertDiffersInOnly("payload", j -> j.payload("other"));
            assertDiffersInOnly("payload", j -> j.payload(null));
            assertDiffersInOnly("retry", j -> j.retry(RetryPolicy.DEFAULT));
            assertDiffersInOnly("timeout", j -> j.timeout(Duration.ofDays(1)));
            assertDiffersInOnly("misfire", j -> j.misfire(Misfire.catchUp(FIVE_MINUTES)));
            assertDiffersInOnly("overlap", j -> j.overlap(Overlap.queue()));
            assertDiffersInOnly("overlap", j -> j.overlap(Overlap.allow(3)));
            assertDiffersInOnly("stopAfterFailures", j -> j.stopAfterFailures(3));
            assertDiffersInOnly("limitKey", j -> j.limitedBy("other", 3));
            assertDiffersInOnly("limit", j -> j.limitedBy("acme", 2));
            assertDiffersInOnly("limit", j -> j.fairBy("acme"));
            assertDiffersInOnly("exclusive", j -> j.exclusive(false));
            assertDiffersInOnly("revision", j -> j.revision(4));
            for (UnaryOperator<Job> change : List.<UnaryOperator<Job>>of(
                    Job::now,
                    j -> j.at(MONDAY),
                    j -> j.in(FIVE_MINUTES),
                    j -> j.every(FIVE_MINUTES),
                    j -> j.fixedDelay(FIVE_MINUTES),
                    j -> j.cron("@daily", ZoneOffset.UTC),
                    j -> j.onKeyword("paid"),
                    j -> j.trigger(OnceTrigger.now()),
                    j -> j.from(TUESDAY),
                    j -> j.until(TUESDAY),
                    j -> j.maxRuns(10))) {
                assertDiffersInOnly("trigger", change);
            }
            assertThat(parts(job.exclusive())).isEqualTo(with(parts(job), "exclusive", true));
        }

        @Test
        void aKeyIsALineWithoutBraces() {
            assertThat(job.limitedBy("größe 1|2", 1).limitKey()).contains("größe 1|2");
            assertRefused(() -> job.limitedBy(" ", 1), "The key of a limit must not be blank");
            assertRefused(() -> job.fairBy("{acme}"), "must not hold braces");
            assertRefused(() -> job.limitedBy("a\nb", 1), "The key of a limit must not hold control characters");
            assertRefused(() -> job.limitedBy("x".repeat(129), 1), "at most 128 bytes");
            assertRefused(() -> job.limitedBy("acme", 0), "from 1 to 1000000, was 0");
        }

        @Test
        void canBeTakenBack() {
            assertDiffersInOnly("retry", Job::defaultRetry);
            assertDiffersInOnly("timeout", Job::defaultTimeout);
            assertDiffersInOnly("overlap", Job::defaultOverlap);

            Job bare = full.payload(null)
                    .defaultRetry()
                    .defaultTimeout()
                    .misfire(Misfire.runOnce())
                    .defaultOverlap()
                    .stopAfterFailures(0)
                    .unlimited()
                    .exclusive(false);

            assertThat(parts(bare.now().revision(0))).isEqualTo(parts(job));
        }

        private void assertDiffersInOnly(String part, UnaryOperator<Job> change) {
            Map<String, Object> before = parts(full);

            Map<String, Object> changed = parts(change.apply(full));

            assertThat(parts(full)).isEqualTo(before);
            assertThat(changed.get(part)).isNotEqualTo(before.get(part));
            assertThat(with(changed, part, "")).isEqualTo(with(before, part, ""));
        }

        private static Map<String, Object> parts(Job job) {
            Map<String, Object> parts = new java.util.HashMap<>();
            parts.put("id", job.id());
            parts.put("executor", job.executor());
            parts.put("trigger", job.trigger());
            parts.put("payload", job.payload());
            parts.put("retry", job.retry());
            parts.put("timeout", job.timeout());
            parts.put("misfire", job.misfire());
            parts.put("overlap", job.overlap());
            parts.put("stopAfterFailures", job.stopAfterFailures());
            parts.put("limitKey", job.limitKey());
            parts.put("limit", job.limit());
            parts.put("exclusive", job.isExclusive());
            parts.put("revision", job.revision());
            return parts;
        }

        private static Map<String, Object> with(Map<String, Object> parts, String part, Object value) {
            Map<String, Object> changed = new java.util.HashMap<>(parts);
            changed.put(part, value);
            return changed;
        }
    }

    @Nested
    class Triggers {

        @Test
        void areWhatTheMethodsSay() {
            ZoneId paris = ZoneId.of("Europe/Paris");

            assertThat(job.at(MONDAY).now().trigger()).isEqualTo(OnceTrigger.now());
            assertThat(job.at(MONDAY).trigger()).isEqualTo(OnceTrigger.at(MONDAY));
            assertThat(job.in(FIVE_MINUTES).trigger()).isEqualTo(OnceTrigger.in(FIVE_MINUTES));
            assertThat(job.every(FIVE_MINUTES).trigger()).isEqualTo(new EveryTrigger(FIVE_MINUTES));
            assertThat(job.fixedDelay(FIVE_MINUTES).trigger()).isEqualTo(new FixedDelayTrigger(FIVE_MINUTES));
            assertThat(job.cron("0 0 2 * * *", paris).trigger()).isEqualTo(new CronTrigger("0 0 2 * * *", paris));
            assertThat(job.onKeyword("paid").trigger()).isEqualTo(new KeywordTrigger("paid"));
        }

        @Test
        void mayBeTheUsersOwn() {
            Trigger own = after -> Optional.of(FRIDAY);

            assertThat(job.trigger(own).trigger()).isSameAs(own);
            assertThat(job.trigger(own).until(FRIDAY).trigger())
                    .isEqualTo(new BoundedTrigger(own, null, FRIDAY, BoundedTrigger.UNLIMITED));
        }

        @Test
        void areCutToWholeMilliseconds() {
            assertThat(job.at(MONDAY.plusNanos(1_999_999)).trigger()).isEqualTo(OnceTrigger.at(MONDAY.plusMillis(1)));
            assertThat(job.in(Duration.ofNanos(1_999_999)).trigger()).isEqualTo(OnceTrigger.in(Duration.ofMillis(1)));
        }
    }

    @Nested
    class Bounds {

        @Test
        void addUpInAnyOrder() {
            BoundedTrigger all = new BoundedTrigger(new EveryTrigger(FIVE_MINUTES), MONDAY, FRIDAY, 9);

            Job every = job.every(FIVE_MINUTES);
            assertThat(every.from(MONDAY).until(FRIDAY).maxRuns(9).trigger()).isEqualTo(all);
            assertThat(every.maxRuns(9).until(FRIDAY).from(MONDAY).trigger()).isEqualTo(all);
            assertThat(every.until(FRIDAY).from(MONDAY).maxRuns(9).trigger()).isEqualTo(all);
        }

        @Test
        void areReplacedNotNarrowed() {
            Job bounded = job.cron("@daily", ZoneOffset.UTC)
                    .from(TUESDAY)
                    .until(TUESDAY.plusSeconds(1))
                    .maxRuns(1);

            assertThat(bounded.until(FRIDAY).from(MONDAY).maxRuns(9).trigger())
                    .isEqualTo(new BoundedTrigger(new CronTrigger("@daily", ZoneOffset.UTC), MONDAY, FRIDAY, 9));
        }

        @Test
        void anchorAtTheStartThatWasSetLast() {
            Job once = job.every(FIVE_MINUTES).from(TUESDAY);
            Job twice = job.every(FIVE_MINUTES).from(MONDAY).until(FRIDAY).from(TUESDAY);

            assertThat(once.trigger().first(MONDAY)).contains(TUESDAY);
            assertThat(twice.trigger()).isEqualTo(once.until(FRIDAY).trigger());
            assertThat(twice.trigger().first(MONDAY)).contains(TUESDAY);
        }

        @Test
        void keepAnAnchorThatIsNotTheStart() {
            EveryTrigger anchored = new EveryTrigger(FIVE_MINUTES, MONDAY);

            assertThat(job.trigger(anchored).from(TUESDAY).trigger().first(MONDAY))
                    .contains(TUESDAY.plus(Duration.ofMinutes(3)));
            assertThat(job.trigger(anchored).from(TUESDAY).from(FRIDAY).trigger())
                    .isEqualTo(new BoundedTrigger(anchored, FRIDAY, null, BoundedTrigger.UNLIMITED));
        }

        @Test
        void goWithTheTriggerWhenItIsReplaced() {
            assertThat(job.every(FIVE_MINUTES).maxRuns(9).every(FIVE_MINUTES).trigger())
                    .isEqualTo(new EveryTrigger(FIVE_MINUTES));
        }

        @Test
        void areRefusedForWhatDoesNotRepeat() {
            assertRefused(() -> job.from(MONDAY), "only a repeating trigger can have a start", "once in PT0S");
            assertRefused(() -> job.at(MONDAY).until(FRIDAY), "only a repeating trigger", "once at " + MONDAY);
            assertRefused(() -> job.onKeyword("paid").maxRuns(3), "only a repeating trigger", "paid");
        }
    }

    @Nested
    class Refused {

        @Test
        void areNamesOutOfTheRule() {
            assertRefused(() -> Job.of(""), "executor id ''", "A-Z a-z 0-9 . _ -");
            assertRefused(() -> Job.of("a b", new JobId("x")), "executor id 'a b'", "A-Z a-z 0-9 . _ -");
            assertRefused(() -> job.executor("{a}"), "executor id '{a}'", "A-Z a-z 0-9 . _ -");
            assertRefused(() -> job.id(""), "job id", "must not be empty");
            assertRefused(() -> job.id("a\n"), "job id", "U+000A");
            assertRefused(() -> job.onKeyword("a b"), "keyword", "\"a b\"");
        }

        @Test
        void areTimesOutOfTheRule() {
            assertRefused(() -> job.at(Instant.MAX), "instant must be from 1970", Instant.MAX.toString());
            assertRefused(() -> job.at(Instant.EPOCH.minusMillis(1)), "1969-12-31T23:59:59.999Z");
            assertRefused(() -> job.in(Duration.ofMillis(-1)), "delay must not be negative", "PT-0.001S");
            assertRefused(() -> job.in(Duration.ofSeconds(Long.MAX_VALUE)), "delay must be at most 36525 days");
            assertRefused(() -> job.every(Duration.ofMillis(99)), "interval must be at least 100 ms", "PT0.099S");
            assertRefused(() -> job.fixedDelay(Duration.ZERO), "delay must be at least 100 ms", "PT0S");
            assertRefused(() -> job.cron("61 * * * * *", ZoneOffset.UTC), "61");
            assertRefused(() -> job.every(FIVE_MINUTES).from(Instant.MAX), "start must be", Instant.MAX.toString());
            assertRefused(() -> job.every(FIVE_MINUTES).from(FRIDAY).until(FRIDAY), "finish must be after start");
            assertRefused(() -> job.every(FIVE_MINUTES).until(MONDAY).from(FRIDAY), "finish must be after start");
            assertRefused(() -> job.every(FIVE_MINUTES).maxRuns(0), "maxRuns must be at least 1", "was 0");
            assertRefused(() -> job.stopAfterFailures(-1), "stopAfterFailures must not be negative", "was -1");
        }

        @Test
        void areTimeoutsThatAreNone() {
            assertRefused(() -> job.timeout(Duration.ZERO), "timeout must be at least 1 ms, was PT0S");
            assertRefused(
                    () -> job.timeout(Duration.ofNanos(999_999)), "timeout must be at least 1 ms", "PT0.000999999S");
            assertRefused(() -> job.timeout(Duration.ofMillis(-1)), "timeout must not be negative, was PT-0.001S");
            assertRefused(() -> job.timeout(Duration.ofSeconds(Long.MAX_VALUE)), "timeout must be at most 36525 days");
            assertRefused(() -> job.timeout(Duration.ofSeconds(Long.MIN_VALUE)), "timeout must not be negative");
        }

        @Test
        void areNegativeRevisions() {
            assertRefused(() -> job.revision(-1), "revision must not be negative, was -1");
        }

        @Test
        void leaveTheJobAsItIs() {
            Job sound = job.every(FIVE_MINUTES).from(MONDAY);
            assertRefused(() -> sound.until(MONDAY), "finish");

            assertThat(sound.trigger())
                    .isEqualTo(
                            new BoundedTrigger(new EveryTrigger(FIVE_MINUTES), MONDAY, null, BoundedTrigger.UNLIMITED));
        }
    }

    @Test
    void itsTimeoutIsCutToWholeMilliseconds() {
        assertThat(job.timeout(Duration.ofNanos(1_999_999)).timeout()).contains(Duration.ofMillis(1));
    }

    @Nested
    class Payloads {

        @Test
        void areTheObjectThatWasSet() {
            Object order = new Object();

            assertThat(job.payload(order).payload()).containsSame(order);
            assertThat(job.payload(order).payloadAs(Object.class)).containsSame(order);
            assertThat(job.payload(order).payload(null).payload()).isEmpty();
            assertThat(job.payloadAs(String.class)).isEmpty();
        }

        @Test
        void areAnsweredAsAnyTypeTheyAre() {
            assertThat(job.payload("text").payloadAs(CharSequence.class)).contains("text");
            assertThat(job.payload(42).payloadAs(Number.class)).contains(42);
            assertThat(job.payload(42).payloadAs(int.class)).contains(42);
            assertThat(job.payload(true).payloadAs(boolean.class)).contains(true);
        }

        @Test
        void areNotConvertedToAnother() {
            assertThatExceptionOfType(UnreadableDataException.class)
                    .isThrownBy(() -> job.payload("secret").payloadAs(Integer.class))
                    .withMessage("The payload of job sync is a java.lang.String, not a java.lang.Integer");
            assertThatExceptionOfType(UnreadableDataException.class)
                    .isThrownBy(() -> job.payload("secret").payloadAs(int.class))
                    .withMessage("The payload of job sync is a java.lang.String, not a int");
        }

        @Test
        void areReadWhenTheyCameFromTheStore() {
            assertThat(job.payload(new Stored()).payloadAs(String.class)).contains("read as java.lang.String");
        }

        @Test
        void areNotShown() {
            assertThat(job.payload("secret").every(FIVE_MINUTES).toString())
                    .isEqualTo("Job[sync, executor copy, EveryTrigger[interval=PT5M, anchor=null]]");
        }
    }

    private static void assertRefused(Runnable call, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    private record Stored() implements Encoded {

        @Override
        public String json() {
            return "\"stored\"";
        }

        @Override
        public <T> T as(Class<T> type) {
            return type.cast("read as " + type.getName());
        }

        @Override
        public Object as(Type type) {
            return "read as " + type;
        }
    }
}
