package io.distributedscheduler.test.boot;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Reads the properties of {@link SchedulerTest}. */
class SchedulerTestContextBootstrapper extends TestSliceTestContextBootstrapper<SchedulerTest> {}
