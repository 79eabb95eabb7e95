package io.distributedscheduler.codec;

import io.distributedscheduler.policy.Overlap;

/** Overlap policies as a word; that which allows several at once with how many behind it. */
final class OverlapCodec {

    private static final String ALLOW = "allow ";

    private OverlapCodec() {}

    static String write(Overlap overlap) {
        if (overlap instanceof Overlap.Queue) {
            return "queue";
        }
        if (overlap instanceof Overlap.QueueOne) {
            return "queueOne";
        }
        if (overlap instanceof Overlap.Allow allow) {
            return ALLOW + allow.atOnce();
        }
        return overlap instanceof Overlap.Cancel ? "cancel" : "skip";
    }

    static Overlap read(String word) {
        if (word.startsWith(ALLOW)) {
            return Overlap.allow(Integer.parseInt(word.substring(ALLOW.length())));
        }
        return switch (word) {
            case "skip" -> Overlap.skip();
            case "queueOne" -> Overlap.queueOne();
            case "queue" -> Overlap.queue();
            case "cancel" -> Overlap.cancel();
            default -> throw new IllegalArgumentException("there is no overlap policy \"" + word + "\"");
        };
    }
}
