/** Triggers: pure values that decide when a job's occurrences are due. */
@NullMarked
package io.distributedscheduler.trigger;

import org.jspecify.annotations.NullMarked;
