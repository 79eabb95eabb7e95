package io.distributedscheduler.engine;

import io.distributedscheduler.codec.DetailCodec;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.job.RunId;
import io.distributedscheduler.store.Claim;
import io.distributedscheduler.store.CompleteAnswer;
import io.distributedscheduler.store.Completion;
import io.distributedscheduler.store.Fire;
import io.distributedscheduler.store.RunRecord;
import io.distributedscheduler.store.StoredJob;

/** Makes runs, as users see them, of what the store keeps and of what the node knows. */
final class RunMapper {

    private final DetailCodec details;

    RunMapper(DetailCodec details) {
        this.details = details;
    }

    Run run(RunRecord record) {
        return new Run(
                new RunId(record.job(), record.run()),
                StoredJob.executorOf(record.queue()),
                record.outcome(),
                record.attempt(),
                record.last(),
                record.due(),
                record.started(),
                record.finished(),
                record.node().name(),
                record.token(),
                record.revision(),
                record.keyword(),
                details.readResult(record.detail()),
                details.readError(record.detail()));
    }

    /** An attempt that this node has just completed. */
    Run run(Execution execution, Completion completion, CompleteAnswer answer) {
        Claim claim = execution.claim();
        return new Run(
                claim.run(),
                claim.job().executor(),
                completion.outcome(),
                claim.attempt(),
                answer.last(),
                claim.due(),
                completion.started(),
                answer.time(),
                execution.node().name(),
                claim.token(),
                claim.job().revision(),
                claim.fire().map(Fire::keyword),
                details.readResult(completion.detail()),
                details.readError(completion.detail()));
    }
}
