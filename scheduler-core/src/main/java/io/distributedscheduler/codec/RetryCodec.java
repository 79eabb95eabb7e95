package io.distributedscheduler.codec;

import io.distributedscheduler.retry.RetryPolicy;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
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

    static RetryPolicy read(JsonNode node) {
        Set<String> notOn = new LinkedHashSet<>();
        node.path("notOn").forEach(name -> notOn.add(name.asString()));
        return new RetryPolicy(
                node.path("attempts").asInt(),
                Duration.ofMillis(node.path("firstDelay").asLong()),
                Duration.ofMillis(node.path("longestDelay").asLong()),
                node.path("multiplier").asDouble(),
                node.path("jitter").asDouble(),
                notOn);
    }
}
