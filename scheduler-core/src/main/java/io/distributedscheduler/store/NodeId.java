package io.distributedscheduler.store;

import io.distributedscheduler.job.Names;

/**
 * One scheduler in one process, in one epoch: after it was declared dead it comes back under a new epoch.
 *
 * @param name what people call it: {@code [A-Za-z0-9._-]+}
 * @param epoch distinguishes its lives: {@code [A-Za-z0-9._-]+}
 */
public record NodeId(String name, String epoch) {

    /** Stands in the record of an attempt that no node began. */
    public static final NodeId NONE = new NodeId("-", "-");

    /** @throws IllegalArgumentException when name or epoch are not allowed */
    public NodeId {
        Names.check("node name", name);
        Names.check("node epoch", epoch);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when no node has this text
     */
    public static NodeId parse(String text) {
        int split = text.lastIndexOf('#');
        if (split < 0) {
            throw new IllegalArgumentException("A node id reads name#epoch, this one is '" + text + "'");
        }
        return new NodeId(text.substring(0, split), text.substring(split + 1));
    }

    /** The text form, {@code name#epoch}. */
    @Override
    public String toString() {
        return name + "#" + epoch;
    }
}
