/** Virtual time for Spring tests: a slice, and an annotation for tests of the whole application. */
@NullMarked
package io.distributedscheduler.test.boot;

import org.jspecify.annotations.NullMarked;
