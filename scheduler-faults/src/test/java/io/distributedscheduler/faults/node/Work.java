package io.distributedscheduler.faults.node;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobExecutor;
import io.distributedscheduler.job.JobRunner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** User code that takes as many milliseconds as its payload says, and tells when it was entered and left. */
@JobExecutor(eid = NodeApplication.WORK)
class Work implements JobRunner<Integer, String> {

    @Override
    public String run(JobContext<Integer> context) throws InterruptedException {
        tell("enter", context);
        try {
            int millis = context.hasPayload() ? context.payload() : 0;
            if (millis > 0) {
                new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
            }
            return context.node();
        } finally {
            tell("exit", context);
        }
    }

    private static void tell(String what, JobContext<?> context) {
        Parent.tell(what, context.id(), context.runId().token(), context.token(), context.attempt(), System.nanoTime());
    }
}
