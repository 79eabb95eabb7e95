/** Retry policies: pure values that decide whether, and after what delay, a failed attempt is repeated. */
@NullMarked
package io.distributedscheduler.retry;

import org.jspecify.annotations.NullMarked;
