package io.distributedscheduler.faults.node;

import io.distributedscheduler.job.JobExecutor;

/** The same work as a job that the code declares. */
@JobExecutor(eid = NodeApplication.DECLARED, id = NodeApplication.DECLARED, every = "500ms")
class DeclaredWork extends Work {}
