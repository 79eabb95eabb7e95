/** Rules on the shape of the code, shared by the tests of all modules. */
@NullMarked
package io.distributedscheduler.shape;

import org.jspecify.annotations.NullMarked;
