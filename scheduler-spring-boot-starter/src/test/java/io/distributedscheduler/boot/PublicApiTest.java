package io.distributedscheduler.boot;

import io.distributedscheduler.shape.CodeRules;
import io.distributedscheduler.shape.PublicApi;
import org.junit.jupiter.api.Test;

class PublicApiTest {

    @Test
    void isAsWritten() throws Exception {
        PublicApi.of(CodeRules.mainClassesIn("io.distributedscheduler.boot")).mustBeAsWrittenIn(getClass());
    }
}
