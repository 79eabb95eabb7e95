/** What a job does on the bad day: values that are part of its definition. */
@NullMarked
package io.distributedscheduler.policy;

import org.jspecify.annotations.NullMarked;
