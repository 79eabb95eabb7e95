/** Spring Boot's view of the scheduler: auto-configuration, properties, discovery of executors, life cycle. */
@NullMarked
package io.distributedscheduler.boot;

import org.jspecify.annotations.NullMarked;
