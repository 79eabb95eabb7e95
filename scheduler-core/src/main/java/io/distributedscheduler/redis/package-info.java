/**
 * The job store and the signals on Redis. Every step is a script ({@code *.lua} beside the classes); Java names the keys,
 * turns values into text and back, and reads what a step needs to know before it starts.
 */
@NullMarked
package io.distributedscheduler.redis;

import org.jspecify.annotations.NullMarked;
