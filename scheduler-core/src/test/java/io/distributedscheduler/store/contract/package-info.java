/** What every job store promises, as tests: one class a verb. A store passes when a subclass of each passes. */
@NullMarked
package io.distributedscheduler.store.contract;

import org.jspecify.annotations.NullMarked;
