package io.distributedscheduler.boot;

import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import io.distributedscheduler.job.JobContext;
import io.distributedscheduler.job.JobRunner;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The executors that are found in a context of some classes. */
final class Found implements AutoCloseable {

    private final AnnotationConfigApplicationContext context;
    private final List<FoundExecutor> executors;

    private Found(AnnotationConfigApplicationContext context) {
        this.context = context;
        this.executors = new ExecutorFinder(context.getBeanFactory()).find();
    }

    static Found in(Class<?>... components) {
        return in(context -> {}, components);
    }

    static Found in(Consumer<AnnotationConfigApplicationContext> preparation, Class<?>... components) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(components);
        preparation.accept(context);
        context.refresh();
        try {
            return new Found(context);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    AnnotationConfigApplicationContext context() {
        return context;
    }

    List<String> eids() {
        return executors.stream()
                .map(executor -> executor.annotation().eid())
                .sorted()
                .toList();
    }

    /** The only one. */
    FoundExecutor executor() {
        if (executors.size() != 1) {
            throw new AssertionError("There are " + executors.size() + ": " + executors);
        }
        return executors.get(0);
    }

    /** Runs the only one. */
    @Nullable
    Object run(@Nullable Object payload) throws Exception {
        return run(contextWith(payload));
    }

    /** Runs the only one. */
    @Nullable
    Object run(JobContext<Object> context) throws Exception {
        @SuppressWarnings("unchecked")
        JobRunner<Object, Object> runner =
                (JobRunner<Object, Object>) executor().runner();
        return runner.run(context);
    }

    static JobContext<Object> contextWith(@Nullable Object payload) {
        @SuppressWarnings("unchecked")
        JobContext<Object> context = mock(JobContext.class);
        given(context.payload()).willReturn(payload);
        return context;
    }

    @Override
    public void close() {
        context.close();
    }
}
