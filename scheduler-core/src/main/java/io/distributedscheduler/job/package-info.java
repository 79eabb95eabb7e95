/** The model: what a job is, what a run of it was, and what user code sees while it runs. */
@NullMarked
package io.distributedscheduler.job;

import org.jspecify.annotations.NullMarked;
