/** Reminders are scheduled for a time, looked up, changed, stopped, started and removed over HTTP. */
@NullMarked
package io.distributedscheduler.sample.reminders;

import org.jspecify.annotations.NullMarked;
