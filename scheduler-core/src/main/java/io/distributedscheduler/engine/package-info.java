/** A node: claims due jobs, runs them, writes how they ended, renews its lease, and frees the jobs of dead nodes. */
@NullMarked
package io.distributedscheduler.engine;

import org.jspecify.annotations.NullMarked;
