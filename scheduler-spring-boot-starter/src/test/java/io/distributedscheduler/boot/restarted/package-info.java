/** A small application, which a test runs under DevTools as a process of its own. */
@NullMarked
package io.distributedscheduler.boot.restarted;

import org.jspecify.annotations.NullMarked;
