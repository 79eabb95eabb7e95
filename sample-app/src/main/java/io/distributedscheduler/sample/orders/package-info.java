/** Placing an order fires a keyword, on which two jobs run. */
@NullMarked
package io.distributedscheduler.sample.orders;

import org.jspecify.annotations.NullMarked;
