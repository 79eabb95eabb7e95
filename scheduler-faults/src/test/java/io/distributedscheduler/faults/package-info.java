/** What may happen to real processes on a real Redis, and that nothing is lost by it. */
@NullMarked
package io.distributedscheduler.faults;

import org.jspecify.annotations.NullMarked;
