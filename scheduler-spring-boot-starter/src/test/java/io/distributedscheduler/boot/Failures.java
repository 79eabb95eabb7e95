package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** What Boot prints when an application fails to start. */
final class Failures {

    private Failures() {}

    /** As Boot does it: the first analyzer that has something to say, else what the exception says itself. */
    static FailureAnalysis analysis(ApplicationContextRunner runner) {
        List<FailureAnalysis> analyses = new ArrayList<>();
        AtomicReference<ArgumentResolver> arguments = new AtomicReference<>();
        runner.withInitializer(context -> arguments.set(ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
                        .and(Environment.class, context.getEnvironment())))
                .run(context -> {
                    assertThat(context).hasFailed();
                    analyses.add(analysis(context.getStartupFailure(), arguments.get()));
                });
        return analyses.get(0);
    }

    private static FailureAnalysis analysis(Throwable failure, ArgumentResolver arguments) {
        List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, e) -> {}));
        return analyzers.stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> analyzed(failure))
                .orElseThrow(() -> new AssertionError("No analysis", failure));
    }

    private static Optional<FailureAnalysis> analyzed(Throwable failure) {
        Throwable current = failure;
        while (current != null && !(current instanceof FailureAnalyzedException)) {
            current = current.getCause();
        }
        return Optional.ofNullable((FailureAnalyzedException) current).map(FailureAnalyzedException::analysis);
    }
}
