/** Whole clusters in virtual time, one step at a time, the same for the same seed. */
@NullMarked
package io.distributedscheduler.test.simulation;

import org.jspecify.annotations.NullMarked;
