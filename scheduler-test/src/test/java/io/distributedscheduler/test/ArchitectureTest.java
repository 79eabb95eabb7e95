package io.distributedscheduler.test;

import io.distributedscheduler.shape.CodeRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String KIT = CodeRules.ROOT + ".test";

    @Test
    void packagesAreFreeOfCycles() {
        CodeRules.packagesAreFreeOfCycles().check(CodeRules.mainClassesIn(KIT));
    }

    @Test
    void onlyTheSeamReadsClocks() {
        CodeRules.onlyTheSeamReadsClocks().check(CodeRules.mainClassesIn(KIT));
    }

    @Test
    void testsDoNotSleep() {
        CodeRules.testsDoNotSleep().check(CodeRules.testClassesIn(CodeRules.ROOT));
    }

    @Test
    void theContractDoesNotSleepEither() {
        CodeRules.testsDoNotSleep().check(CodeRules.mainClassesIn(KIT));
    }
}
