/** What users call: the scheduler, and the exceptions it throws. */
@NullMarked
package io.distributedscheduler;

import org.jspecify.annotations.NullMarked;
