package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** What a native image learns of the scheduler itself. */
class SchedulerRuntimeHintsTest {

    private final RuntimeHints hints = new RuntimeHints();

    SchedulerRuntimeHintsTest() {
        new SchedulerRuntimeHints().registerHints(hints, null);
    }

    @Test
    void scriptsAreThere() throws Exception {
        Resource[] scripts =
                new PathMatchingResourcePatternResolver().getResources("classpath*:io/distributedscheduler/**/*.lua");

        assertThat(scripts).isNotEmpty().allSatisfy(script -> {
            String url = script.getURL().toString();
            assertThat(resource().forResource(url.substring(url.indexOf("io/distributedscheduler"))))
                    .accepts(hints);
        });
    }

    @Test
    void virtualThreadsAreThere() {
        assertThat(methodsOf("java.lang.Thread")).containsExactly("ofVirtual");
        assertThat(methodsOf("java.lang.Thread$Builder")).containsExactlyInAnyOrder("name", "unstarted");
    }

    private List<String> methodsOf(String type) {
        return hints.reflection()
                .getTypeHint(TypeReference.of(type))
                .methods()
                .map(ExecutableHint::getName)
                .toList();
    }
}
