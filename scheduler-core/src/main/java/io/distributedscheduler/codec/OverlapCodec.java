package io.distributedscheduler.codec;

import io.distributedscheduler.policy.Overlap;

/** Overlap policies as a word. */
final class OverlapCodec {

    private OverlapCodec() {}

    static String write(Overlap overlap) {
        if (overlap instanceof Overlap.Queue) {
            return "queue";
        }
        if (overlap instanceof Overlap.QueueOne) {
            return "queueOne";
        }
        return overlap instanceof Overlap.Cancel ? "cancel" : "skip";
    }

    static Overlap read(String word) {
        return switch (word) {
            case "skip" -> Overlap.skip();
            case "queueOne" -> Overlap.queueOne();
            case "queue" -> Overlap.queue();
            case "cancel" -> Overlap.cancel();
            default -> throw new IllegalArgumentException("there is no overlap policy \"" + word + "\"");
        };
    }
}
