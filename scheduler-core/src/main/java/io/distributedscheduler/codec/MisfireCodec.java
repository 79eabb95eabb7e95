package io.distributedscheduler.codec;

import io.distributedscheduler.policy.Misfire;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** Misfire policies as JSON, durations in milliseconds. */
final class MisfireCodec {

    private MisfireCodec() {}

    static ObjectNode write(Misfire misfire, ObjectNode node) {
        if (misfire instanceof Misfire.Skip skip) {
            return node.put("kind", "skip").put("threshold", skip.threshold().toMillis());
        }
        if (misfire instanceof Misfire.CatchUp catchUp) {
            return node.put("kind", "catchUp").put("window", catchUp.window().toMillis());
        }
        return node.put("kind", "runOnce");
    }

    static Misfire read(Fields misfire) {
        String kind = misfire.text("kind");
        return switch (kind) {
            case "runOnce" -> Misfire.runOnce();
            case "skip" -> Misfire.skip(Duration.ofMillis(misfire.whole("threshold")));
            case "catchUp" -> Misfire.catchUp(Duration.ofMillis(misfire.whole("window")));
            default -> throw new IllegalArgumentException("there is no misfire policy \"" + kind + "\"");
        };
    }
}
