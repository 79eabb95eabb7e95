/** A Redis server for people who want to try the sample and have none running. */
@NullMarked
package io.distributedscheduler.sample.redis;

import org.jspecify.annotations.NullMarked;
