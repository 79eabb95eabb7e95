/** What happened: facts for listeners, and the history that checkers read. */
@NullMarked
package io.distributedscheduler.event;

import org.jspecify.annotations.NullMarked;
