/** Real Redis servers for tests, and the faults that tests inject between them and a client. */
@NullMarked
package io.distributedscheduler.redis.server;

import org.jspecify.annotations.NullMarked;
