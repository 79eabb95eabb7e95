/** Hints between nodes: what changed in the store. Losing every one of them delays work by at most one beat. */
@NullMarked
package io.distributedscheduler.signal;

import org.jspecify.annotations.NullMarked;
