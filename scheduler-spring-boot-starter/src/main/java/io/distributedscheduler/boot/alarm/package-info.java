/** Posts alarms to a webhook. */
@NullMarked
package io.distributedscheduler.boot.alarm;

import org.jspecify.annotations.NullMarked;
