package io.distributedscheduler.test.history;

import io.distributedscheduler.retry.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a definition says that a guarantee depends on.
 *
 * @param type of the trigger
 * @param trigger its text, by which two are compared
 * @param oracle its ticks
 * @param maxRuns how many occurrences are run at most
 * @param since when it began to hold, in milliseconds, if it replaced another one
 * @param before how many runs of the job do not count for it
 * @param retry its policy, if it has one of its own
 * @param patience how late an occurrence may be, in milliseconds, if there is a limit
 * @param catchesUp whether each tick is run
 * @param stopAfterFailures after how many failed runs in a row it is stopped; 0 for never
 * @param overlap what becomes of what comes while a run lasts: skip, queueOne, queue, cancel or
 *     allow with how many
 */
record Definition(
        String type,
        String trigger,
        TriggerOracle oracle,
        long maxRuns,
        Optional<Long> since,
        long before,
        Optional<RetryPolicy> retry,
        Optional<Long> patience,
        boolean catchesUp,
        long stopAfterFailures,
        String overlap) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Reads the first line of a job's body. */
    static Definition read(String job, String text) {
        JsonNode node = MAPPER.readTree(text);
        JsonNode trigger = node.path("trigger");
        return new Definition(
                trigger.path("type").asString(),
                trigger.toString(),
                TriggerOracle.of(trigger, job),
                trigger.path("maxRuns").asLong(Long.MAX_VALUE),
                node.has("since") ? Optional.of(node.path("since").longValue()) : Optional.empty(),
                node.path("before").asLong(0),
                node.has("retry") ? Optional.of(retry(node.path("retry"))) : Optional.empty(),
                patience(node.path("misfire")),
                node.path("misfire").path("kind").asString("").equals("catchUp"),
                node.path("stopAfterFailures").asLong(0),
                node.path("overlap").asString(trigger.path("type").asString().equals("keyword") ? "queue" : "skip"));
    }

    private static Optional<Long> patience(JsonNode misfire) {
        return misfire.has("threshold")
                ? Optional.of(misfire.path("threshold").longValue())
                : misfire.has("window") ? Optional.of(misfire.path("window").longValue()) : Optional.empty();
    }

    private static RetryPolicy retry(JsonNode node) {
        return new RetryPolicy(
                node.path("attempts").intValue(),
                Duration.ofMillis(node.path("firstDelay").longValue()),
                Duration.ofMillis(node.path("longestDelay").longValue()),
                node.path("multiplier").doubleValue(),
                node.path("jitter").doubleValue(),
                Set.of());
    }

    boolean ticks() {
        return oracle.ticks();
    }

    /** Whether what comes while a run lasts may run beside it. */
    boolean runsSeveralAtOnce() {
        return overlap.startsWith("allow ");
    }

    /** Occurrences from the planned one on, which is one whatever the trigger says, and before another instant. */
    long occurrences(long planned, long before) {
        return before <= planned ? 0 : 1 + oracle.count(planned + 1, before);
    }
}
