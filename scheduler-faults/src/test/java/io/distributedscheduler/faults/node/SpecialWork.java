package io.distributedscheduler.faults.node;

import io.distributedscheduler.job.JobExecutor;

/** The same work under the eid that not every node has. */
@JobExecutor(eid = NodeApplication.SPECIAL)
class SpecialWork extends Work {}
