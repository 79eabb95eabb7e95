package io.distributedscheduler.test;

import io.distributedscheduler.shape.CodeRules;
import io.distributedscheduler.shape.PublicApi;
import org.junit.jupiter.api.Test;

class PublicApiTest {

    @Test
    void isAsWritten() throws Exception {
        PublicApi.of(CodeRules.mainClassesIn("io.distributedscheduler.test")).mustBeAsWrittenIn(getClass());
    }
}
