/**
 * What every job store promises, as tests: one class a verb. A store passes when a subclass of {@link
 * io.distributedscheduler.test.contract.JobStoreContract} passes.
 */
@NullMarked
package io.distributedscheduler.test.contract;

import org.jspecify.annotations.NullMarked;
