package io.distributedscheduler.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.job.Encoded;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.UnreadableDataException;
import io.distributedscheduler.job.UnwritableDataException;
import io.distributedscheduler.retry.RetryPolicy;
import io.distributedscheduler.trigger.BoundedTrigger;
import io.distributedscheduler.trigger.OnceTrigger;
import io.distributedscheduler.trigger.Trigger;
import io.distributedscheduler.trigger.TriggerType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JobCodecTest {

    private static final JobId SYNC = new JobId("sync");

    private final JobCodec codec = new JobCodec(DataCodec.defaults(), WeeklyTrigger.TYPES);
    private final Job job = Job.of("copy", SYNC);

    @Nested
    class Definitions {

        @Test
        void leaveOutWhatTheStoreKeepsItself() {
            String text = codec.write(job.revision(42), Optional.empty());

            assertThat(text).doesNotContain("sync", "copy", "42");
            assertThat(codec.read(new JobId("other"), 7, "move", text))
                    .satisfies(read -> assertThat(read.id()).isEqualTo(new JobId("other")))
                    .satisfies(read -> assertThat(read.revision()).isEqualTo(7))
                    .satisfies(read -> assertThat(read.executor()).isEqualTo("move"));
        }

        @Test
        void tellTheDeclarationTheyImplement() {
            assertThat(codec.declaration(codec.write(job, Optional.of("9f86 \"é\""))))
                    .contains("9f86 \"é\"");
            assertThat(codec.declaration(codec.write(job, Optional.empty()))).isEmpty();
            assertThat(codec.declaration(codec.write(job.payload(Map.of("declaration", "no")), Optional.empty())))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"declaration\":null}", "{\"declaration\":5}", "x\n{}"})
        void tellNoneWhereThereIsNone(String text) {
            assertThat(codec.declaration(text)).isEmpty();
        }

        @Test
        void tellSinceWhenTheyHold() {
            Instant noon = Instant.parse("2026-03-01T12:00:00.001Z");

            assertThat(codec.since(codec.write(job, Optional.empty(), Optional.of(noon), 0)))
                    .contains(noon);
            assertThat(codec.since(codec.write(job, Optional.empty()))).isEmpty();
            assertThat(codec.before(codec.write(job, Optional.empty(), Optional.of(noon), 7)))
                    .isEqualTo(7);
            assertThat(codec.before(codec.write(job, Optional.empty()))).isZero();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "{", "[]", "{}", "{\"since\":null}", "{\"since\":\"5\"}", "{\"since\":1.5}", "x\n{}"})
        void tellNothingWhereThatIsNotKnown(String text) {
            assertThat(codec.since(text)).isEmpty();
        }

        @Test
        void areReadWithTheirPayloadUntouched() {
            String text = "{\"v\":1,\"trigger\":{\"type\":\"once\",\"in\":0}}\nthis is no JSON";

            Encoded payload =
                    (Encoded) codec.read(SYNC, 1, "copy", text).payload().orElseThrow();

            assertThat(payload.json()).isEqualTo("this is no JSON");
            assertThatExceptionOfType(UnreadableDataException.class).isThrownBy(() -> payload.as(String.class));
        }

        @Test
        void holdInstantsOutToTheEnds() {
            for (Instant instant : new Instant[] {Instant.EPOCH, Instant.parse("9999-12-31T23:59:59.999Z")}) {
                assertThat(copy(job.at(instant)).trigger()).isEqualTo(OnceTrigger.at(instant));
            }
            assertThat(copy(job.in(Duration.ofDays(36_525))).trigger())
                    .isEqualTo(OnceTrigger.in(Duration.ofDays(36_525)));
        }
    }

    @Nested
    class Payloads {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"price\":1.00}",
                    "123456789012345678901234567890.12345678901234567890",
                    "1E+2",
                    "{\r\n  \"a\" : [ ],\n\n  \"b\" : \"\\n\"\r\n}\n",
                    "\n[]",
                    "{\"a\":1,\"a\":2}",
                    "\"\\u00e9/\\/é€😀\u2028\""
                })
        void keepTheirTextExactly(String json) {
            Job stored = copy(job.payload(DataCodec.defaults().encoded(json)));

            assertThat(stored.payload().map(payload -> ((Encoded) payload).json()))
                    .contains(json);
            assertThat(copy(copy(stored)).payload()).isEqualTo(stored.payload());
        }

        @Test
        void mayBeIndentedByTheApplicationsMapper() {
            DataCodec indenting = new DataCodec(
                    JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build(),
                    DataLimits.DEFAULTS);
            JobCodec codec = new JobCodec(indenting, TriggerTypes.builtIn());

            String text = codec.write(job.payload(Map.of("price", new BigDecimal("1.00"))), Optional.empty());

            assertThat(text)
                    .startsWith("{\"v\":1,\"trigger\":{\"type\":\"once\",\"in\":0}}\n{")
                    .contains("\n  \"price\"");
            assertThat(codec.read(SYNC, 1, "copy", text).payloadAs(Map.class)).contains(Map.of("price", 1.0));
        }

        @Test
        void areReadAsWhatTheReaderAsksFor() {
            Job stored = copy(job.payload(42));

            assertThat(stored.payloadAs(int.class)).contains(42);
            assertThat(stored.payloadAs(String.class)).contains("42");
            assertThat(stored.payloadAs(Encoded.class).map(Encoded::json)).contains("42");
            assertThatExceptionOfType(UnreadableDataException.class).isThrownBy(() -> stored.payloadAs(Map.class));
        }

        @Test
        void mayBeNone() {
            assertThat(copy(job).payload()).isEmpty();
            assertThat(copy(job.payload(Optional.empty())).payload()).isEmpty();
            assertThat(copy(job.payload("")).payloadAs(String.class)).contains("");
        }

        @Test
        void areRefusedByTheJobsName() {
            assertThatExceptionOfType(UnwritableDataException.class)
                    .isThrownBy(() -> codec.write(job.payload("x".repeat(70_000)), Optional.empty()))
                    .withMessageStartingWith("The payload of job sync has 70002 bytes of JSON; at most 65536");
        }
    }

    @Nested
    class Heads {

        @Test
        void areLimited() {
            assertThat(copy(job.trigger(new WeeklyTrigger("x".repeat(65_000)))).trigger())
                    .isEqualTo(new WeeklyTrigger("x".repeat(65_000)));
            assertThatExceptionOfType(UnwritableDataException.class)
                    .isThrownBy(() -> codec.write(job.trigger(new WeeklyTrigger("x".repeat(66_000))), Optional.empty()))
                    .withMessage("The definition of job sync has 66045 bytes without its payload; at most 65536 are"
                            + " allowed");
        }

        @Test
        void areOneLineOfUtf8WhateverTheyHold() {
            String odd = "\n\r\u0085\u2028\"\\\0é😀\ud83d";

            String text = codec.write(job.trigger(new WeeklyTrigger(odd)), Optional.of(odd));

            assertThat(text.indexOf('\n')).isEqualTo(text.length() - 1);
            String stored = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            assertThat(codec.read(SYNC, 1, "copy", stored).trigger()).isEqualTo(new WeeklyTrigger(odd));
            assertThat(codec.declaration(stored)).contains(odd);
        }
    }

    @Nested
    class OfAnotherVersion {

        @Test
        void areReadIfTheyOnlyKnowMore() {
            String text =
                    "{\"new\":{\"a\":[1]},\"v\":1,\"trigger\":{\"type\":\"every\",\"new\":true,\"interval\":5000,\"anchor\":null,\"finish\":null},\"priority\":3,\"timeout\":null,\"exclusive\":null,\"retry\":{\"attempts\":3,\"firstDelay\":1,\"longestDelay\":2,\"multiplier\":2,\"jitter\":0,\"notOn\":null,\"budget\":\"x\"}}\n"
                            + "[1]";

            Job read = codec.read(SYNC, 1, "copy", text);

            assertThat(read.trigger())
                    .isEqualTo(job.every(Duration.ofSeconds(5)).trigger());
            assertThat(read.retry())
                    .contains(RetryPolicy.attempts(3)
                            .backoff(Duration.ofMillis(1), Duration.ofMillis(2))
                            .multiplier(2)
                            .jitter(0));
            assertThat(read.timeout()).isEmpty();
            assertThat(read.isExclusive()).isFalse();
        }

        @Test
        void areRefusedIfTheirSchemaIsNewer() {
            assertUnreadable(
                    "{\"v\":2,\"steps\":[]}\n", "its schema is 2, and this version of the scheduler reads up to 1");
            assertUnreadable(
                    "{\"v\":9223372036854775807}",
                    "its schema is 9223372036854775807, and this version of the scheduler reads up to 1");
        }

        @Test
        void areRefusedIfTheirTriggerIsNotKnown() {
            assertUnreadable(
                    "{\"v\":1,\"trigger\":{\"type\":\"lunar\",\"text\":\"full\"}}\n",
                    "its trigger type 'lunar' is not known on this node");
        }
    }

    @Nested
    class Damaged {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "`` | it has no definition",
                    "` ` | it has no definition",
                    "[] | its definition is not an object: []",
                    "null | its definition is not an object: null",
                    "{} | its definition has no \"v\"",
                    "{\"v\":null} | its definition has no \"v\"",
                    "{\"v\":\"1\"} | \"v\" of its definition is not a whole number: \"1\"",
                    "{\"v\":1.0} | \"v\" of its definition is not a whole number: 1.0",
                    "{\"v\":0} | its schema is 0, and the first is 1",
                    "{\"v\":-1} | its schema is -1, and the first is 1",
                    "{\"v\":1} | it has no trigger",
                    "{\"v\":1,\"trigger\":\"cron\"} | its trigger is not an object: \"cron\"",
                    "{\"v\":1,\"trigger\":{}} | its trigger has no \"type\"",
                    "{\"v\":1,\"trigger\":{\"type\":5}} | \"type\" of its trigger is not a text: 5",
                    "{\"v\":1,\"trigger\":{\"type\":\"\"}} | its trigger type '' is not known on this node"
                })
        void headsSayWhatIsWrong(String head, String reason) {
            assertUnreadable(head, reason);
            assertUnreadable(head + "\n{}", reason);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"type\":\"once\" | its trigger has no \"in\"",
                    "\"type\":\"once\",\"at\":\"noon\" | \"at\" of its trigger is not a whole number: \"noon\"",
                    "\"type\":\"once\",\"in\":-1 | delay must not be negative, was PT-0.001S",
                    "\"type\":\"once\",\"in\":9223372036854775808 | \"in\" of its trigger is not a whole number:"
                            + " 9223372036854775808",
                    "\"type\":\"every\" | its trigger has no \"interval\"",
                    "\"type\":\"every\",\"interval\":0 | interval must be at least 100 ms, was PT0S",
                    "\"type\":\"every\",\"interval\":1000,\"anchor\":{} | \"anchor\" of its trigger is not a whole"
                            + " number: {}",
                    "\"type\":\"fixed-delay\" | its trigger has no \"delay\"",
                    "\"type\":\"cron\",\"zone\":\"Z\" | its trigger has no \"expression\"",
                    "\"type\":\"cron\",\"expression\":\"@daily\" | its trigger has no \"zone\"",
                    "\"type\":\"cron\",\"expression\":\"@daily\",\"zone\":\"Mars/Base\" | Unknown time-zone ID:"
                            + " Mars/Base",
                    "\"type\":\"keyword\" | its trigger has no \"keyword\"",
                    "\"type\":\"weekly\" | its trigger has no \"text\"",
                    "\"type\":\"every\",\"interval\":1000,\"maxRuns\":0 | maxRuns must be at least 1, was 0",
                    "\"type\":\"every\",\"interval\":1000,\"start\":true | \"start\" of its trigger is not a whole"
                            + " number: true",
                })
        void triggersSayWhatIsWrong(String trigger, String reason) {
            assertUnreadable("{\"v\":1,\"trigger\":{" + trigger + "}}\n", reason);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "\"misfire\":{\"kind\":\"later\"} | there is no misfire policy \"later\"",
                    "\"overlap\":\"both\" | there is no overlap policy \"both\"",
                    "\"misfire\":{\"kind\":\"skip\"} | its misfire has no \"threshold\"",
                    "\"retry\":3 | its retry is not an object: 3",
                    "\"retry\":{} | its retry has no \"attempts\"",
                    "\"retry\":{\"attempts\":3} | its retry has no \"firstDelay\"",
                    "\"timeout\":\"5s\" | \"timeout\" of its definition is not a whole number: \"5s\"",
                    "\"timeout\":0 | timeout must be at least 1 ms, was PT0S",
                    "\"exclusive\":\"yes\" | \"exclusive\" of its definition is not true or false: \"yes\"",
                })
        void policiesSayWhatIsWrong(String policy, String reason) {
            assertUnreadable("{\"v\":1,\"trigger\":{\"type\":\"once\",\"in\":0}," + policy + "}\n", reason);
        }

        @Test
        void retriesSayWhatIsWrong() {
            String retry = "\"attempts\":3,\"firstDelay\":1,\"longestDelay\":1,\"multiplier\":2,\"jitter\":0";
            for (String[] damage : new String[][] {
                {"\"attempts\":3", "\"attempts\":0", "attempts must be from 1 to 1000, was 0"},
                {
                    "\"attempts\":3",
                    "\"attempts\":4294967297",
                    "\"attempts\" of its retry is not a small whole number: 4294967297"
                },
                {"\"multiplier\":2", "\"multiplier\":\"2\"", "\"multiplier\" of its retry is not a number: \"2\""},
                {"\"jitter\":0", "\"jitter\":2", "jitter must be from 0 to 1, was 2.0"},
                {"\"jitter\":0", "\"jitter\":0,\"notOn\":[5]", "\"notOn\" of its retry is not a list of texts: [5]"},
                {"\"jitter\":0", "\"jitter\":0,\"notOn\":\"a\"", "\"notOn\" of its retry is not a list of texts: \"a\""}
            }) {
                assertUnreadable(
                        "{\"v\":1,\"trigger\":{\"type\":\"once\",\"in\":0},\"retry\":{"
                                + retry.replace(damage[0], damage[1]) + "}}\n",
                        damage[2]);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"{", "{\"v\":1", "{\"v\":1}}", "x", "{\"v\":1,}", "\0", "{'v':1}"})
        void textsThatAreNoJsonSaySo(String head) {
            assertThatExceptionOfType(UnreadableDataException.class)
                    .isThrownBy(() -> codec.read(SYNC, 1, "copy", head + "\n"))
                    .withMessageStartingWith("The definition of job sync cannot be read: it is not JSON: ");
        }

        @Test
        void executorsThatCannotBeSaySo() {
            assertThatExceptionOfType(UnreadableDataException.class)
                    .isThrownBy(() -> codec.read(SYNC, 1, "a b", codec.write(job, Optional.empty())))
                    .withMessageStartingWith(
                            "The definition of job sync cannot be read: The executor id 'a b' is not allowed");
        }

        @Test
        void neverThrowAnythingElse() {
            Random random = new Random(42);
            String sound = codec.write(
                    job.every(Duration.ofMinutes(5))
                            .maxRuns(3)
                            .retry(RetryPolicy.DEFAULT.notOn(IllegalStateException.class))
                            .timeout(Duration.ofSeconds(5))
                            .exclusive(),
                    Optional.of("9f86"));
            String parts = "{}[]\",:0159.-eanultrs\n \0é";
            for (int i = 0; i < 3_000; i++) {
                StringBuilder text = new StringBuilder(sound);
                for (int damages = 1 + random.nextInt(4); damages > 0; damages--) {
                    int at = random.nextInt(text.length());
                    switch (random.nextInt(3)) {
                        case 0 -> text.deleteCharAt(at);
                        case 1 -> text.setCharAt(at, parts.charAt(random.nextInt(parts.length())));
                        default -> text.insert(at, parts.charAt(random.nextInt(parts.length())));
                    }
                }
                try {
                    codec.read(SYNC, 1, "copy", text.toString());
                } catch (UnreadableDataException e) {
                    assertThat(e)
                            .hasMessageStartingWith("The definition of job sync cannot be read: ")
                            .hasCauseInstanceOf(RuntimeException.class);
                    assertThat(e.getMessage()).doesNotEndWith("read: null").doesNotContain("Exception");
                }
                codec.declaration(text.toString());
                codec.since(text.toString());
            }
        }
    }

    @Nested
    class TriggersOfTheUsersOwn {

        @Test
        void needAType() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new JobCodec(DataCodec.defaults(), TriggerTypes.builtIn())
                            .write(job.trigger(new WeeklyTrigger("monday")), Optional.empty()))
                    .withMessageStartingWith("No TriggerType is registered for " + WeeklyTrigger.class.getName());
        }

        @Test
        void areRefusedWhenTheirTypeCannotWrite() {
            assertThatExceptionOfType(UnwritableDataException.class)
                    .isThrownBy(() -> writing(null))
                    .withMessage("The trigger type 'odd' wrote null");
            for (Throwable thrown : new Throwable[] {new IllegalStateException("no"), new NoClassDefFoundError("no")}) {
                assertThatExceptionOfType(UnwritableDataException.class)
                        .isThrownBy(() -> writing(thrown))
                        .withMessage("The trigger type 'odd' cannot write its trigger: " + thrown)
                        .withCause(thrown);
            }
        }

        @Test
        void areUnreadableWhenTheirTypeCannotRead() {
            assertThatExceptionOfType(UnreadableDataException.class)
                    .isThrownBy(() -> reading(null))
                    .withMessage(
                            "The definition of job sync cannot be read: its trigger type 'odd' read its text as null");
            for (Throwable thrown : new Throwable[] {new IllegalStateException("no"), new NoClassDefFoundError("no")}) {
                assertThatExceptionOfType(UnreadableDataException.class)
                        .isThrownBy(() -> reading(thrown))
                        .withMessage("The definition of job sync cannot be read: its trigger type 'odd' cannot read its"
                                + " text: " + thrown);
            }
        }

        @Test
        void mayHaveBounds() {
            Trigger bounded = new BoundedTrigger(
                    new WeeklyTrigger("monday"), Instant.EPOCH, Instant.EPOCH.plusSeconds(1), BoundedTrigger.UNLIMITED);

            assertThat(copy(job.trigger(bounded)).trigger()).isEqualTo(bounded);
        }

        private void writing(Throwable thrown) {
            odd(thrown).write(job.trigger(new WeeklyTrigger("monday")), Optional.empty());
        }

        private void reading(Throwable thrown) {
            odd(thrown).read(SYNC, 1, "copy", "{\"v\":1,\"trigger\":{\"type\":\"odd\",\"text\":\"\"}}\n");
        }

        private static JobCodec odd(Throwable thrown) {
            return new JobCodec(DataCodec.defaults(), new TriggerTypes(Set.of(new Odd(thrown))));
        }

        private record Odd(Throwable thrown) implements TriggerType<WeeklyTrigger> {

            @Override
            public String name() {
                return "odd";
            }

            @Override
            public Class<WeeklyTrigger> type() {
                return WeeklyTrigger.class;
            }

            @Override
            public String write(WeeklyTrigger trigger) {
                fail();
                return null;
            }

            @Override
            public WeeklyTrigger read(String text) {
                fail();
                return null;
            }

            private void fail() {
                if (thrown instanceof RuntimeException exception) {
                    throw exception;
                }
                if (thrown instanceof Error error) {
                    throw error;
                }
            }
        }
    }

    private Job copy(Job job) {
        return codec.read(job.id(), job.revision(), job.executor(), codec.write(job, Optional.empty()));
    }

    private void assertUnreadable(String text, String reason) {
        assertThatExceptionOfType(UnreadableDataException.class)
                .isThrownBy(() -> codec.read(SYNC, 1, "copy", text))
                .withMessage("The definition of job sync cannot be read: " + reason)
                .withCauseInstanceOf(RuntimeException.class);
    }
}
