/**
 * A job store in memory, for tests and for applications of one process. It keeps what Redis would keep, in the same
 * structures, so that both can be held against each other.
 */
@NullMarked
package io.distributedscheduler.memory;

import org.jspecify.annotations.NullMarked;
