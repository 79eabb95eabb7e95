package io.distributedscheduler.retry;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * How often a run is attempted before it has failed, and how long to wait before each further attempt.
 *
 * <pre>{@code
 * RetryPolicy.attempts(5)
 *         .backoff(Duration.ofSeconds(1), Duration.ofMinutes(5))
 *         .multiplier(2)
 *         .jitter(0.2)
 *         .notOn(IllegalArgumentException.class);
 * }</pre>
 *
 * waits 1, 2, 4 and 8 seconds, each shortened by a random part of up to 20 %, and does not retry after an
 * {@code IllegalArgumentException}. An immutable value: each method gives a changed copy.
 *
 * @param attempts how often a run is attempted in all, 1 to 1000; 1 is no retry
 * @param firstDelay the delay after the first attempt, zero to 365 days, cut to whole milliseconds
 * @param longestDelay what no delay is longer than, {@code firstDelay} to 365 days, cut to whole milliseconds
 * @param multiplier by what each delay is multiplied to get the next, 1 to 1000
 * @param jitter by what part a delay may be shortened at random, 0 (not at all) to 1 (down to nothing). It keeps runs
 *     that failed together from coming back together
 * @param notOn class names of exceptions after which there is no retry, subclasses included; sorted
 */
public record RetryPolicy(
        int attempts, Duration firstDelay, Duration longestDelay, double multiplier, double jitter, Set<String> notOn) {

    private static final int MOST_ATTEMPTS = 1_000;
    private static final Duration LONGEST_DELAY = Duration.ofDays(365);
    private static final int LARGEST_MULTIPLIER = 1_000;

    /**
     * Four attempts, with delays of 2, 10 and 50 seconds, each shortened by up to 20 %: enough to sit out a restart of
     * what the job depends on, and over after about a minute. Further delays, for who asks for more attempts, grow by
     * the same factor up to 5 minutes.
     */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(4, Duration.ofSeconds(2), Duration.ofMinutes(5), 5, 0.2, Set.of());

    /** @throws IllegalArgumentException when a value is outside its range */
    public RetryPolicy {
        check(attempts >= 1 && attempts <= MOST_ATTEMPTS, "attempts", "from 1 to " + MOST_ATTEMPTS, attempts);
        check(
                !firstDelay.isNegative() && firstDelay.compareTo(LONGEST_DELAY) <= 0,
                "firstDelay",
                "from zero to " + LONGEST_DELAY.toDays() + " days",
                firstDelay);
        check(
                longestDelay.compareTo(firstDelay) >= 0 && longestDelay.compareTo(LONGEST_DELAY) <= 0,
                "longestDelay",
                "from firstDelay (" + firstDelay + ") to " + LONGEST_DELAY.toDays() + " days",
                longestDelay);
        check(
                multiplier >= 1 && multiplier <= LARGEST_MULTIPLIER,
                "multiplier",
                "from 1 to " + LARGEST_MULTIPLIER,
                multiplier);
        check(jitter >= 0 && jitter <= 1, "jitter", "from 0 to 1", jitter);
        for (String name : notOn) {
            check(!name.isBlank(), "notOn", "class names", "\"" + name + "\"");
        }
        firstDelay = firstDelay.truncatedTo(ChronoUnit.MILLIS);
        longestDelay = longestDelay.truncatedTo(ChronoUnit.MILLIS);
        jitter = jitter + 0.0; // -0.0 becomes 0.0, so that equal policies are equal
        notOn = Collections.unmodifiableSet(new TreeSet<>(notOn));
    }

    /** One attempt, no retry. */
    public static RetryPolicy none() {
        return attempts(1);
    }

    /**
     * A policy of so many attempts in all, with the delays of {@link #DEFAULT}.
     *
     * @throws IllegalArgumentException when it is not 1 to 1000
     */
    public static RetryPolicy attempts(int attempts) {
        return DEFAULT.withAttempts(attempts);
    }

    /**
     * With other delays: the first one, and what no delay is longer than. Both the same is a fixed delay.
     *
     * @throws IllegalArgumentException when they are negative, longer than 365 days or the wrong way round
     */
    public RetryPolicy backoff(Duration first, Duration longest) {
        return new RetryPolicy(attempts, first, longest, multiplier, jitter, notOn);
    }

    /**
     * With another factor from one delay to the next; 1 repeats the first delay.
     *
     * @throws IllegalArgumentException when it is not 1 to 1000
     */
    public RetryPolicy multiplier(double factor) {
        return new RetryPolicy(attempts, firstDelay, longestDelay, factor, jitter, notOn);
    }

    /**
     * With another part by which delays may be shortened at random.
     *
     * @throws IllegalArgumentException when it is not 0 to 1
     */
    public RetryPolicy jitter(double part) {
        return new RetryPolicy(attempts, firstDelay, longestDelay, multiplier, part, notOn);
    }

    /** With no retry after these exceptions and their subclasses, in addition to those named before. */
    @SafeVarargs
    public final RetryPolicy notOn(Class<? extends Throwable>... exceptions) {
        Set<String> names = new TreeSet<>(notOn);
        for (Class<? extends Throwable> exception : exceptions) {
            names.add(exception.getName());
        }
        return new RetryPolicy(attempts, firstDelay, longestDelay, multiplier, jitter, names);
    }

    /**
     * Whether a run may be attempted again after this exception, if it has attempts left.
     *
     * <p>Not after one that is or extends one of {@link #notOn}; {@link ExecutionException},
     * {@link CompletionException}, {@link InvocationTargetException} and {@link UndeclaredThrowableException} count as
     * the exception that they carry. Nor after a {@link DoNotRetryException}, which may be the cause of another.
     */
    public boolean retries(Throwable thrown) {
        return !Causes.contain(thrown, DoNotRetryException.class)
                && !isExcluded(thrown)
                && !isExcluded(Causes.unwrap(thrown));
    }

    /**
     * Whether a run is attempted again after an attempt that ended with this exception.
     *
     * @param attempt the number of the attempt that failed, 1 for the first
     */
    public boolean retries(int attempt, Throwable thrown) {
        return attempt < attempts && retries(thrown);
    }

    /**
     * The delay between the end of a failed attempt and the next one, in whole milliseconds.
     *
     * <p>Always the same for the same arguments; different seeds spread over the range of the jitter.
     *
     * @param attempt the number of the attempt that failed, 1 for the first; there is no upper limit
     * @param seed what makes the jitter of one run differ from that of others, such as a hash of its id
     * @throws IllegalArgumentException when {@code attempt} is less than 1
     */
    public Duration delay(int attempt, long seed) {
        check(attempt >= 1, "attempt", "at least 1", attempt);
        double first = firstDelay.toMillis();
        double longest = longestDelay.toMillis();
        // The power may be infinite, and 0 times infinity is no number. StrictMath: the same on every node.
        double full = first == 0 ? 0 : Math.min(longest, first * StrictMath.pow(multiplier, attempt - 1));
        return Duration.ofMillis((long) (full * (1 - jitter * Fractions.of(seed, attempt))));
    }

    private RetryPolicy withAttempts(int attempts) {
        return new RetryPolicy(attempts, firstDelay, longestDelay, multiplier, jitter, notOn);
    }

    private boolean isExcluded(Throwable thrown) {
        for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
            if (notOn.contains(type.getName())) {
                return true;
            }
        }
        return false;
    }

    private static void check(boolean holds, String name, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + rule + ", was " + value);
        }
    }
}
