package io.distributedscheduler.faults;

import io.distributedscheduler.shape.CodeRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void testsDoNotSleep() {
        CodeRules.testsDoNotSleep().check(CodeRules.testClassesIn(CodeRules.ROOT + ".faults"));
    }
}
