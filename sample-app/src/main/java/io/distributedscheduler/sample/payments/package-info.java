/** Charging a card now and then fails and is retried. */
@NullMarked
package io.distributedscheduler.sample.payments;

import org.jspecify.annotations.NullMarked;
