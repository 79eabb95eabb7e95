/** What users call: the scheduler and its exceptions. */
@NullMarked
package io.distributedscheduler;

import org.jspecify.annotations.NullMarked;
