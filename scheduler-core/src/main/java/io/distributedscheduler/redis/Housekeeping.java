package io.distributedscheduler.redis;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.store.TrimLimits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what is declared, and forgets what was kept long enough. */
final class Housekeeping {

    private static final int MOST_FORGOTTEN_A_CALL = 500;

    private final ScriptRunner scripts;

    Housekeeping(ScriptRunner scripts) {
        this.scripts = scripts;
    }

    Map<JobId, String> declarations(int partition) {
        Map<JobId, String> declarations = new HashMap<>();
        scripts.hash("declarations", partition, "declared")
                .forEach((id, text) -> Texts.job(id).ifPresent(job -> declarations.put(job, text)));
        return declarations;
    }

    boolean declare(int partition, JobId job, @Nullable String expected, @Nullable String updated) {
        Answer answer =
                scripts.run("declare", partition, List.of(), List.of(job.value(), text(expected), text(updated)));
        return answer.flag();
    }

    boolean trim(int partition, TrimLimits limits, int limit) {
        Answer answer = scripts.run(
                "trim",
                partition,
                List.of(),
                List.of(
                        Integer.toString(limits.finished()),
                        Texts.millis(limits.failed()),
                        Integer.toString(Math.min(limit, MOST_FORGOTTEN_A_CALL))));
        return answer.flag();
    }

    private static String text(@Nullable String declaration) {
        return declaration == null ? "" : "=" + declaration;
    }
}
