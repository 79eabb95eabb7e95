/**
 * A job store on another technology, SQL through JDBC, written from the port's Javadoc alone. It shows that users can
 * write one: it is a test of the port, not a product.
 */
@NullMarked
package io.distributedscheduler.store.foreign;

import org.jspecify.annotations.NullMarked;
