/**
 * A kit for tests of applications: the whole scheduler in virtual time ({@link
 * io.distributedscheduler.test.VirtualScheduler}), and assertions on jobs and runs ({@link
 * io.distributedscheduler.test.SchedulerAssertions}).
 */
@NullMarked
package io.distributedscheduler.test;

import org.jspecify.annotations.NullMarked;
