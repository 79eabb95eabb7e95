package io.distributedscheduler;

import java.util.List;
import java.util.Optional;

/**
 * A page of jobs. Not a snapshot: jobs that move while pages are read may be missing or appear twice.
 *
 * @param jobs of this page; may be fewer than asked for, even none, before the last page
 * @param cursor of the next page; empty on the last
 */
public record JobList(List<JobSnapshot> jobs, Optional<String> cursor) {

    public JobList {
        jobs = List.copyOf(jobs);
    }
}
