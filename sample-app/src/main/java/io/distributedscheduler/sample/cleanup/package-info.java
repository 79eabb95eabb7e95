/** A nightly clean-up, declared in application.yml. */
@NullMarked
package io.distributedscheduler.sample.cleanup;

import org.jspecify.annotations.NullMarked;
