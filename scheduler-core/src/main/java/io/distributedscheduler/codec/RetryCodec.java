package io.distributedscheduler.codec;

import io.distributedscheduler.retry.RetryPolicy;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Retry policies as JSON, delays in milliseconds. Class names in it are compared, never loaded. */
final class RetryCodec {

    private RetryCodec() {}

    static ObjectNode write(RetryPolicy retry, ObjectNode node) {
        node.put("attempts", retry.attempts())
                .put("firstDelay", retry.firstDelay().toMillis())
                .put("longestDelay", retry.longestDelay().toMillis())
                .put("multiplier", retry.multiplier())
                .put("jitter", retry.jitter());
        if (!retry.notOn().isEmpty()) {
            retry.notOn().stream().sorted().forEach(node.putArray("notOn")::add);
        }
        return node;
    }

    static RetryPolicy read(Fields retry) {
        return new RetryPolicy(
                retry.count("attempts"),
                Duration.ofMillis(retry.whole("firstDelay")),
                Duration.ofMillis(retry.whole("longestDelay")),
                retry.number("multiplier"),
                retry.number("jitter"),
                Set.copyOf(retry.texts("notOn")));
    }
}
