package io.distributedscheduler.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.distributedscheduler.job.Job;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Executors and declared jobs that are found when the scheduler starts. */
class UserCodeTest {

    private final List<ExecutorDefinition> later = new ArrayList<>();
    private final List<DeclaredJob> laterDeclared = new ArrayList<>();
    private final UserCode code = new UserCode(
            List.of(() -> List.of(executor("early")), () -> later),
            List.of(() -> List.of(declared("early-job")), () -> laterDeclared));

    @Test
    void whatIsKnownEarlyIsThereFromTheBeginning() {
        later.add(executor("late"));

        assertThat(code.executors()).containsOnlyKeys("early");
        assertThat(code.declared()).hasSize(1);
    }

    @Test
    void theRestIsThereOnceTheSchedulerStarts() {
        later.add(executor("late"));
        laterDeclared.add(declared("late-job"));

        code.find();

        assertThat(code.executors()).containsOnlyKeys("early", "late");
        assertThat(code.declared()).hasSize(2);
    }

    @Test
    void eachStartAsksAnew() {
        later.add(executor("late"));
        code.find();
        later.set(0, executor("later"));
        code.find();

        assertThat(code.executors()).containsOnlyKeys("early", "later");
        assertThat(code.declared()).hasSize(1);
    }

    @Test
    void namesMustBeOneOfAKind() {
        later.add(executor("early"));
        assertThatIllegalArgumentException().isThrownBy(code::find).withMessage("Two executors have the id 'early'");

        later.clear();
        laterDeclared.add(declared("early-job"));
        assertThatIllegalArgumentException()
                .isThrownBy(code::find)
                .withMessage("Two declared jobs have the id 'early-job': test and test");
    }

    private static ExecutorDefinition executor(String eid) {
        return new ExecutorDefinition(eid, Void.class, context -> null);
    }

    private static DeclaredJob declared(String id) {
        return new DeclaredJob(Job.of("early").id(id), "test");
    }
}
