/** What is done to jobs inside a Spring transaction takes effect after its commit, and never when it is rolled back. */
@NullMarked
package io.distributedscheduler.boot.transaction;

import org.jspecify.annotations.NullMarked;
