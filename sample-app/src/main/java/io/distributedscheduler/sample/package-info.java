/** A small application that shows the scheduler at work. */
@NullMarked
package io.distributedscheduler.sample;

import org.jspecify.annotations.NullMarked;
