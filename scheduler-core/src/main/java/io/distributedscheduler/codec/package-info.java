/** How payloads, results and definitions become text, and the only user of Jackson. No class name is ever stored. */
@NullMarked
package io.distributedscheduler.codec;

import org.jspecify.annotations.NullMarked;
