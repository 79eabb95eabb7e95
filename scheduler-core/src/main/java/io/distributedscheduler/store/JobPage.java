package io.distributedscheduler.store;

import java.util.List;
import java.util.Optional;

/** Some jobs, and the cursor of the next page; none on the last. Not a snapshot. */
public record JobPage(List<JobRecord> jobs, Optional<String> cursor) {}
