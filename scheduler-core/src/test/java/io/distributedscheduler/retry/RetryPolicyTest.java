package io.distributedscheduler.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {

    private static final RetryPolicy DOUBLING = RetryPolicy.attempts(5)
            .backoff(Duration.ofSeconds(1), Duration.ofMinutes(1))
            .multiplier(2)
            .jitter(0);

    @Nested
    class Delays {

        @Test
        void growByTheMultiplierUpToTheLongest() {
            assertThat(IntStream.rangeClosed(1, 9).mapToObj(attempt -> DOUBLING.delay(attempt, 42)))
                    .extracting(Duration::toSeconds)
                    .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
        }

        @Test
        void ofTheDefaultTakeAboutAMinute() {
            RetryPolicy exact = RetryPolicy.DEFAULT.jitter(0);

            assertThat(exact.attempts()).isEqualTo(4);
            assertThat(IntStream.rangeClosed(1, 6).mapToObj(attempt -> exact.delay(attempt, 42)))
                    .extracting(Duration::toSeconds)
                    .containsExactly(2L, 10L, 50L, 250L, 300L, 300L);
            assertThat(RetryPolicy.DEFAULT.jitter()).isEqualTo(0.2);
        }

        @Test
        void stayTheSameWithoutGrowth() {
            RetryPolicy fixed = DOUBLING.backoff(Duration.ofSeconds(7), Duration.ofSeconds(7));

            assertThat(fixed.delay(1, 1)).hasSeconds(7);
            assertThat(fixed.delay(1_000, 1)).hasSeconds(7);
            assertThat(DOUBLING.multiplier(1).delay(1_000, 1)).hasSeconds(1);
        }

        @Test
        void mayBeZero() {
            RetryPolicy atOnce = DOUBLING.backoff(Duration.ZERO, Duration.ZERO);

            assertThat(atOnce.delay(1, 1)).isZero();
            assertThat(DOUBLING.backoff(Duration.ZERO, Duration.ofDays(1)).delay(Integer.MAX_VALUE, 1))
                    .isZero();
        }

        @ParameterizedTest
        @ValueSource(ints = {62, 63, 64, 65, 1_000, 1_025, 100_000, Integer.MAX_VALUE})
        void doNotOverflow(int attempt) {
            RetryPolicy steep = DOUBLING.multiplier(1_000).backoff(Duration.ofDays(1), Duration.ofDays(365));

            assertThat(steep.delay(attempt, Long.MIN_VALUE)).hasDays(365);
            assertThat(DOUBLING.delay(attempt, -1)).hasSeconds(60);
        }

        @Test
        void areWholeMilliseconds() {
            RetryPolicy policy = DOUBLING.backoff(Duration.ofNanos(1_999_999), Duration.ofNanos(10_999_999));

            assertThat(policy.firstDelay()).hasMillis(1);
            assertThat(policy.longestDelay()).hasMillis(10);
            assertThat(policy.multiplier(1.5).delay(3, 0)).hasMillis(2);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
        void countAttemptsFromOne(int attempt) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DOUBLING.delay(attempt, 1))
                    .withMessage("attempt must be at least 1, was " + attempt);
        }
    }

    @Nested
    class Jitter {

        private final RetryPolicy policy =
                DOUBLING.jitter(0.2).backoff(Duration.ofSeconds(100), Duration.ofSeconds(100));

        @Test
        void shortensByNoMoreThanItsPartAndSpreadsEvenly() {
            List<Long> delays = LongStream.range(0, 10_000)
                    .map(seed -> policy.delay(1, seed).toMillis())
                    .boxed()
                    .toList();

            assertThat(delays).allSatisfy(delay -> assertThat(delay).isBetween(80_000L, 100_000L));
            for (int part = 0; part < 10; part++) {
                long from = 80_000 + part * 2_000L;
                assertThat(delays.stream().filter(delay -> delay >= from && delay < from + 2_000))
                        .as("from %s ms", from)
                        .hasSizeBetween(850, 1_150);
            }
        }

        @Test
        void differsFromAttemptToAttempt() {
            assertThat(IntStream.rangeClosed(1, 100).mapToObj(attempt -> policy.delay(attempt, 42)))
                    .doesNotHaveDuplicates();
        }

        @Test
        void isTheSameEverywhere() {
            assertThat(policy.delay(1, 42)).isEqualTo(policy.delay(1, 42));
            assertThat(IntStream.rangeClosed(1, 4)
                            .mapToObj(attempt -> policy.delay(attempt, 42).toMillis()))
                    .as("part of what nodes of different versions must agree on")
                    .containsExactly(85_168L, 96_801L, 94_427L, 93_116L);
        }

        @Test
        void mayTakeTheWholeDelay() {
            assertThat(LongStream.range(0, 1_000)
                            .mapToObj(seed -> policy.jitter(1).delay(1, seed)))
                    .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ZERO, Duration.ofSeconds(100)))
                    .anySatisfy(delay -> assertThat(delay).isLessThan(Duration.ofSeconds(1)))
                    .anySatisfy(delay -> assertThat(delay).isGreaterThan(Duration.ofSeconds(99)));
        }

        @Test
        void isZeroEvenIfItIsNegativeZero() {
            assertThat(policy.jitter(-0.0)).isEqualTo(policy.jitter(0));
        }
    }

    @Nested
    class Retries {

        @Test
        void endWithTheLastAttempt() {
            Exception failure = new IOException();

            assertThat(DOUBLING.retries(1, failure)).isTrue();
            assertThat(DOUBLING.retries(4, failure)).isTrue();
            assertThat(DOUBLING.retries(5, failure)).isFalse();
            assertThat(DOUBLING.retries(Integer.MAX_VALUE, failure)).isFalse();
            assertThat(RetryPolicy.none().retries(1, failure)).isFalse();
            assertThat(RetryPolicy.none().attempts()).isEqualTo(1);
        }

        @Test
        void leaveOutExceptionsAndTheirSubclasses() {
            RetryPolicy policy = DOUBLING.notOn(IOException.class, IllegalArgumentException.class);

            assertThat(policy.retries(new IOException())).isFalse();
            assertThat(policy.retries(new FileNotFoundException())).isFalse();
            assertThat(policy.retries(new NumberFormatException())).isFalse();
            assertThat(policy.retries(1, new NumberFormatException())).isFalse();
            assertThat(policy.retries(new IllegalStateException())).isTrue();
            assertThat(policy.retries(new IllegalStateException(new IOException())))
                    .isTrue();
            assertThat(policy.retries(new Exception())).isTrue();
            assertThat(policy.retries(new OutOfMemoryError())).isTrue();
        }

        @Test
        void lookThroughExceptionsThatOnlyCarryAnother() {
            RetryPolicy policy = DOUBLING.notOn(IOException.class, ExecutionException.class);
            IOException failure = new IOException();

            assertThat(policy.retries(new CompletionException(failure))).isFalse();
            assertThat(policy.retries(new InvocationTargetException(failure))).isFalse();
            assertThat(policy.retries(new UndeclaredThrowableException(failure)))
                    .isFalse();
            assertThat(policy.retries(new CompletionException(new InvocationTargetException(failure))))
                    .isFalse();
            assertThat(policy.retries(new ExecutionException(new IllegalStateException())))
                    .isFalse();
            assertThat(policy.retries(new CompletionException(new IllegalStateException())))
                    .isTrue();
            assertThat(policy.retries(new InvocationTargetException(null))).isTrue();
        }

        @Test
        void endWhenTheExecutorSaysSo() {
            assertThat(DOUBLING.retries(new DoNotRetryException("no such customer")))
                    .isFalse();
            assertThat(DOUBLING.retries(new DoNotRetryException("gone", new IOException())))
                    .isFalse();
            assertThat(DOUBLING.retries(new IllegalStateException(new DoNotRetryException(new IOException()))))
                    .isFalse();
        }

        @Test
        void surviveCausesThatRunInACircle() {
            CompletionException circle = new CompletionException("circle", null) {
                @Override
                public synchronized Throwable getCause() {
                    return this;
                }
            };

            assertThat(DOUBLING.retries(circle)).isTrue();
        }
    }

    @Nested
    class Values {

        @Test
        void namesOfExceptionsAddUpAndAreSorted() {
            RetryPolicy policy = DOUBLING.notOn(IOException.class).notOn(IllegalStateException.class, Error.class);

            assertThat(policy.notOn())
                    .containsExactly("java.io.IOException", "java.lang.Error", "java.lang.IllegalStateException");
            assertThat(policy.notOn()).isUnmodifiable();
            assertThat(policy)
                    .isEqualTo(DOUBLING.notOn(Error.class, IllegalStateException.class, IOException.class))
                    .hasSameHashCodeAs(DOUBLING.notOn(Error.class, IllegalStateException.class, IOException.class));
        }

        @Test
        void changesLeaveTheOriginalAsItWas() {
            RetryPolicy changed = DOUBLING.jitter(0.5).multiplier(3).notOn(Error.class);

            assertThat(changed).isNotEqualTo(DOUBLING);
            assertThat(DOUBLING.jitter()).isZero();
            assertThat(DOUBLING.multiplier()).isEqualTo(2);
            assertThat(DOUBLING.notOn()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, 1_001, Integer.MAX_VALUE})
        void refuseAttempts(int attempts) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RetryPolicy.attempts(attempts))
                    .withMessage("attempts must be from 1 to 1000, was " + attempts);
        }

        @ParameterizedTest
        @ValueSource(doubles = {0.999, 0, -2, 1_000.1, Double.NaN, Double.POSITIVE_INFINITY})
        void refuseMultipliers(double multiplier) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DOUBLING.multiplier(multiplier))
                    .withMessage("multiplier must be from 1 to 1000, was " + multiplier);
        }

        @ParameterizedTest
        @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.NEGATIVE_INFINITY})
        void refuseJitter(double jitter) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DOUBLING.jitter(jitter))
                    .withMessage("jitter must be from 0 to 1, was " + jitter);
        }

        @Test
        void refuseDelays() {
            Duration second = Duration.ofSeconds(1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DOUBLING.backoff(second.negated(), second))
                    .withMessage("firstDelay must be from zero to 365 days, was PT-1S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DOUBLING.backoff(Duration.ofDays(366), Duration.ofDays(366)))
                    .withMessage("firstDelay must be from zero to 365 days, was PT8784H");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DOUBLING.backoff(second, Duration.ofMillis(999)))
                    .withMessage("longestDelay must be from firstDelay (PT1S) to 365 days, was PT0.999S");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DOUBLING.backoff(second, Duration.ofSeconds(Long.MAX_VALUE)))
                    .withMessageStartingWith("longestDelay must be from firstDelay (PT1S) to 365 days, was PT");
        }

        @Test
        void refuseBlankNames() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new RetryPolicy(1, Duration.ZERO, Duration.ZERO, 1, 0, Set.of(" ")))
                    .withMessage("notOn must be class names, was \" \"");
        }
    }
}
