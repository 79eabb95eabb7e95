/**
 * The port to a job store: every method is one atomic step, and its Javadoc is the contract that each store's tests hold
 * it to. Stores know jobs as facts and opaque text; they never read payloads, results or definitions.
 */
@NullMarked
package io.distributedscheduler.store;

import org.jspecify.annotations.NullMarked;
