package io.distributedscheduler.boot;

import io.distributedscheduler.boot.SchedulerProperties.ExecutorRetention;
import io.distributedscheduler.engine.ExecutorDefinition;
import io.distributedscheduler.policy.Limit;
import io.distributedscheduler.store.Retention;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** What configuration says of single executors. */
final class ExecutorSettings {

    private static final Logger log = LoggerFactory.getLogger(ExecutorSettings.class);

    private final Map<String, SchedulerProperties.Executor> executors;
    private final Retention general;

    /** @param general what an executor keeps that says nothing else */
    ExecutorSettings(Map<String, SchedulerProperties.Executor> executors, Retention general) {
        this.executors = executors;
        this.general = general;
        executors.forEach((eid, executor) -> {
            check(eid, executor.retention());
            Integer perNode = executor.limitPerNode();
            if (perNode != null) {
                PropertyRules.notNegative(PropertyNames.entry("executors", eid) + ".limit-per-node", perNode);
            }
        });
    }

    /** The executor with what is said of it. */
    ExecutorDefinition of(ExecutorDefinition executor) {
        SchedulerProperties.Executor own = executors.get(executor.eid());
        ExecutorDefinition set = executor.retention(retention(executor.eid()));
        if (own != null && own.limit() != null) {
            set = set.limit(limit(executor.eid(), own.limit()));
        }
        return own != null && own.limitPerNode() != null ? set.perNode(own.limitPerNode()) : set;
    }

    private static Limit limit(String eid, String text) {
        try {
            return Texts.read("limit", text, Texts::limit);
        } catch (InvalidTextException e) {
            throw new InvalidConfigurationPropertyValueException(
                    PropertyNames.entry(SchedulerProperties.PREFIX + ".executors", eid) + ".limit",
                    e.value(),
                    e.reason());
        }
    }

    /** What is kept of the runs of the executor; empty where it is as in general. */
    Optional<Retention> retention(String eid) {
        return Optional.ofNullable(executors.get(eid))
                .map(executor -> retention(executor.retention()))
                .filter(retention -> !retention.equals(general));
    }

    /** Warns of settings for executors that do not exist here. */
    void warnOfUnknown(Collection<String> eids) {
        for (String eid : executors.keySet()) {
            if (!eids.isEmpty() && !eids.contains(eid)) {
                log.warn(
                        "{}.executors.{} says something of an executor that this application does not have{}",
                        SchedulerProperties.PREFIX,
                        eid,
                        Nearest.to(eid, eids)
                                .map(near -> "; it has '" + near + "'")
                                .orElse(""));
            }
        }
    }

    private Retention retention(ExecutorRetention own) {
        Integer runs = own.runs();
        Duration results = own.results();
        return new Retention(runs == null ? general.count() : runs, results == null ? general.keepFor() : results);
    }

    private static void check(String eid, ExecutorRetention retention) {
        String prefix = PropertyNames.entry("executors", eid) + ".retention.";
        Integer runs = retention.runs();
        Duration results = retention.results();
        if (runs != null) {
            PropertyRules.notNegative(prefix + "runs", runs);
        }
        if (results != null) {
            PropertyRules.notNegative(prefix + "results", results);
        }
    }
}
