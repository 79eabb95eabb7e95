/** A report that repeats, declared by its annotation. */
@NullMarked
package io.distributedscheduler.sample.reports;

import org.jspecify.annotations.NullMarked;
