/** Histories of whole clusters: recorded at the store, kept in files, and held against the guarantees. */
@NullMarked
package io.distributedscheduler.test.history;

import org.jspecify.annotations.NullMarked;
