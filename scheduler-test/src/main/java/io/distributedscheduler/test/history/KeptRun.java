package io.distributedscheduler.test.history;

import io.distributedscheduler.store.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the store keeps of an ended attempt. */
record KeptRun(long run, long token, String outcome, int attempt, boolean last, long due, String node) {

    /** What is kept of a job's attempts. */
    static List<KeptRun> of(FinalState end, String job) {
        List<KeptRun> kept = new ArrayList<>();
        read(job, end.facts().get("result/" + job)).ifPresent(kept::add);
        String list = "runs/" + job + "/";
        end.facts()
                .subMap(list, list + '\uffff')
                .values()
                .forEach(text -> read(job, text).ifPresent(kept::add));
        return kept;
    }

    /** Reads a line of an audit; empty if it is not of that job. */
    private static Optional<KeptRun> read(String job, @Nullable String text) {
        if (text == null || !text.startsWith(job + "|")) {
            return Optional.empty();
        }
        String[] parts = text.substring(job.length() + 1).split("\\|", 11);
        return Optional.of(new KeptRun(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                parts[3],
                Integer.parseInt(parts[4]),
                Boolean.parseBoolean(parts[5]),
                Long.parseLong(parts[6]),
                parts[9]));
    }

    /** Whether a node began the attempt. */
    boolean isOfNode() {
        return !node.equals(NodeId.NONE.toString());
    }
}
