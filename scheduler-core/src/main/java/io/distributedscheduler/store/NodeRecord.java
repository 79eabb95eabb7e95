package io.distributedscheduler.store;

import java.time.Instant;

/** A node that is present: the end of its lease, how many claims it holds, and its info. */
public record NodeRecord(NodeId node, Instant leaseEnd, long running, String info) {}
