package io.distributedscheduler.engine;

import io.distributedscheduler.job.JobId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The executors and declared jobs of a scheduler: those it was built with, and, once it starts, those found later. */
final class UserCode {

    private final Map<String, ExecutorDefinition> executors = new ConcurrentHashMap<>();
    private final List<DeclaredJob> declared = new CopyOnWriteArrayList<>();
    private final List<Supplier<? extends Collection<ExecutorDefinition>>> executorSources;
    private final List<Supplier<? extends Collection<DeclaredJob>>> declaredSources;

    /** The first source of each is what is known from the beginning. */
    UserCode(
            List<Supplier<? extends Collection<ExecutorDefinition>>> executorSources,
            List<Supplier<? extends Collection<DeclaredJob>>> declaredSources) {
        this.executorSources = List.copyOf(executorSources);
        this.declaredSources = List.copyOf(declaredSources);
        executorSources.get(0).get().forEach(executor -> executors.put(executor.eid(), executor));
        declared.addAll(declaredSources.get(0).get());
    }

    /** By eid; changes when the scheduler starts. */
    Map<String, ExecutorDefinition> executors() {
        return executors;
    }

    /** Changes when the scheduler starts. */
    List<DeclaredJob> declared() {
        return declared;
    }

    /**
     * Asks all sources anew.
     *
     * @throws IllegalArgumentException when two executors have the same eid, or two declared jobs the same id
     */
    void find() {
        Map<String, ExecutorDefinition> foundExecutors = new LinkedHashMap<>();
        executorSources.forEach(source -> source.get().forEach(executor -> add(foundExecutors, executor)));
        Map<JobId, DeclaredJob> foundDeclared = new LinkedHashMap<>();
        declaredSources.forEach(source -> source.get().forEach(job -> add(foundDeclared, job)));
        executors.keySet().retainAll(foundExecutors.keySet());
        executors.putAll(foundExecutors);
        declared.clear();
        declared.addAll(foundDeclared.values());
    }

    static void add(Map<String, ExecutorDefinition> executors, ExecutorDefinition executor) {
        if (executors.putIfAbsent(executor.eid(), executor) != null) {
            throw new IllegalArgumentException("Two executors have the id '" + executor.eid() + "'");
        }
    }

    static void add(Map<JobId, DeclaredJob> declared, DeclaredJob job) {
        DeclaredJob same = declared.putIfAbsent(job.job().id(), job);
        if (same != null) {
            throw new IllegalArgumentException("Two declared jobs have the id '"
                    + job.job().id() + "': " + same.source() + " and " + job.source());
        }
    }
}
