package io.distributedscheduler.redis;

import io.distributedscheduler.store.Audit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * Reads every record and mends what stands nowhere.
 *
 * <p>It reads in steps while others write, so what looks wrong is looked at again: only what is found in every reading is
 * a problem, and a job is put back by a script that looks for itself.
 */
final class Auditing {

    private static final int READINGS = 3;
    private static final int MOST_REPAIRED_A_CALL = 100;

    private final ScriptRunner scripts;
    private final SnapshotReader reader;

    Auditing(ScriptRunner scripts, SnapshotReader reader) {
        this.scripts = scripts;
        this.reader = reader;
    }

    Audit audit(int partition) {
        Snapshot found = read(partition);
        List<String> nowhere = new ArrayList<>(AuditRules.nowhere(found));
        nowhere.addAll(AuditRules.lostEndings(found));
        List<String> stray = AuditRules.strayHeads(found);
        List<String> repaired = new ArrayList<>();
        List<String> miscounted = AuditRules.miscounted(found);
        if (!nowhere.isEmpty() || !stray.isEmpty() || !miscounted.isEmpty()) {
            repaired.addAll(repair(partition, stray, miscounted, List.of()));
            for (int from = 0; from < nowhere.size(); from += MOST_REPAIRED_A_CALL) {
                List<String> some = nowhere.subList(from, Math.min(from + MOST_REPAIRED_A_CALL, nowhere.size()));
                repaired.addAll(repair(partition, List.of(), List.of(), some));
            }
            found = read(partition);
        }
        SortedSet<String> problems = AuditRules.problemsOf(found);
        for (int reading = 1; reading < READINGS && !problems.isEmpty(); reading++) {
            found = read(partition);
            problems.retainAll(AuditRules.problemsOf(found));
        }
        return new Audit(List.copyOf(problems), AuditFacts.of(found), repaired);
    }

    private Snapshot read(int partition) {
        return scripts.read("audit", () -> reader.read(partition));
    }

    private List<String> repair(int partition, List<String> queues, List<String> limits, List<String> jobs) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(queues.size()));
        arguments.addAll(queues);
        arguments.add(Integer.toString(limits.size()));
        arguments.addAll(limits);
        arguments.addAll(jobs);
        Answer answer = scripts.run("repair", partition, List.of(), arguments);
        return answer.rest();
    }
}
