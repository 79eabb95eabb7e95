/** A node as a process of its own: an application on the starter, and what it tells the process that started it. */
@NullMarked
package io.distributedscheduler.faults.node;

import org.jspecify.annotations.NullMarked;
